import { useId, type ReactElement, type ReactNode } from 'react';
import { useText } from '../language/use-text.js';

export interface ChartFigureProps {
  title: string;
  /** What the chart says, in a sentence: for those who do not see it, and for those who do. */
  summary: string;
  /** The chart itself: a picture; nothing in it is needed that the table does not say. */
  chart: ReactNode;
  /** What the marks of the chart mean. */
  legend?: ReactNode;
  /** The same figures as a table. */
  table: ReactNode;
}

/** A chart with its sentence and, one key away, its figures. */
export function ChartFigure({ title, summary, chart, legend, table }: ChartFigureProps): ReactElement {
  const { text } = useText();
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="console-figure">
      <h2 id={titleId} className="h4">
        {title}
      </h2>
      <p>{summary}</p>
      <div role="img" aria-label={`${title}. ${summary}`}>
        {chart}
      </div>
      {legend}
      <details className="mt-2">
        <summary>{text('shell.figures.show')}</summary>
        {table}
      </details>
    </section>
  );
}
