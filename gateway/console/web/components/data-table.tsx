import type { ReactElement, ReactNode } from 'react';

export interface Column<Row> {
  title: string;
  /** The first column of a table names its row. */
  cell(row: Row): ReactNode;
  isNumber?: boolean;
}

export interface DataTableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** The caption is said by a heading beside the table. */
  hasHiddenCaption?: boolean;
}

/** A table that can be scrolled by keyboard where it is wider than the page. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  keyOf,
  hasHiddenCaption = false,
}: DataTableProps<Row>): ReactElement {
  const align = (column: Column<Row>): string | undefined => (column.isNumber ? 'text-end' : undefined);
  return (
    <div className="table-responsive" role="region" aria-label={caption} tabIndex={0}>
      <table className="table table-sm table-striped">
        <caption className={hasHiddenCaption ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={align(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.title} scope="row" className={align(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.title} className={align(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
