import { useState, type ReactElement } from 'react';
import { Link } from 'react-router-dom';
import { useText } from '../../language/use-text.js';
import { Bar } from './bar.js';
import { officePlace } from './office-name.rules.js';
import type { Progress } from './progress-data.js';
import { searchOf, withChoice, type ProgressFilter } from './progress-filter.rules.js';

interface ShareRow {
  key: string;
  name: string;
  /** What the page is narrowed to by following the name. */
  narrowed: ProgressFilter;
  bodiesTotal: number;
  migratedShare: number | null;
  migratedVolumeShare: number | null;
  atRisk: number;
}

interface PlacesProps {
  progress: Progress;
  filter: ProgressFilter;
}

/** Regions, the most migrated first; each leads to its own figures. */
export function RegionShares({ progress, filter }: PlacesProps): ReactElement {
  const { text } = useText();
  const rows = progress.byRegion.map((row) => ({
    ...row,
    ...{ key: row.region, name: row.region, narrowed: withChoice(filter, 'region', row.region) },
  }));
  return <Shares title={text('progress.byRegion')} nameTitle={text('progress.filter.region')} rows={rows} />;
}

/** Offices, likewise. */
export function OfficeShares({ progress, filter }: PlacesProps): ReactElement {
  const { text } = useText();
  const rows = progress.byOffice.map(({ office, ...row }) => ({
    ...row,
    ...{ key: office.code, name: officePlace(office.name), narrowed: withChoice(filter, 'office', office.code) },
  }));
  return <Shares title={text('progress.byOffice')} nameTitle={text('progress.filter.office')} rows={rows} />;
}

const AT_FIRST = 12;

function Shares({ title, nameTitle, rows }: { title: string; nameTitle: string; rows: ShareRow[] }): ReactElement {
  const { text, whole } = useText();
  const [showsAll, setShowsAll] = useState(false);
  const ordered = [...rows].sort(byShare);
  const shown = showsAll ? ordered : ordered.slice(0, AT_FIRST);
  return (
    <section className="console-figure">
      <h2 className="h4">{title}</h2>
      <div className="table-responsive" role="region" aria-label={title} tabIndex={0}>
        <table className="table table-sm console-bars">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{nameTitle}</th>
              <th scope="col">{text('progress.migratedShare')}</th>
              <th scope="col">{text('progress.volumeShare')}</th>
              <th scope="col">{text('progress.bodies')}</th>
              <th scope="col">{text('progress.atRisk')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <ShareLine key={row.key} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {ordered.length > AT_FIRST && (
        <button
          type="button"
          data-show={showsAll ? 'all' : 'fewer'}
          className="btn btn-outline-primary btn-sm"
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? text('progress.showFewer') : text('progress.showAll', { count: whole(ordered.length) })}
        </button>
      )}
    </section>
  );
}

function ShareLine({ row }: { row: ShareRow }): ReactElement {
  const { whole, share } = useText();
  const { name, narrowed, migratedShare, migratedVolumeShare, bodiesTotal, atRisk } = row;
  return (
    <tr data-place={row.key}>
      <th scope="row">
        <Link to={{ search: new URLSearchParams(searchOf(narrowed)).toString() }}>{name}</Link>
      </th>
      <td>
        <Bar share={migratedShare ?? 0}>{share(migratedShare)}</Bar>
      </td>
      <td>
        <Bar share={migratedVolumeShare ?? 0}>{share(migratedVolumeShare)}</Bar>
      </td>
      <td>{whole(bodiesTotal)}</td>
      <td>{whole(atRisk)}</td>
    </tr>
  );
}

/** Without bodies there is no share, and nothing to be ahead of. */
const byShare = (a: ShareRow, b: ShareRow): number =>
  (b.migratedShare ?? -1) - (a.migratedShare ?? -1) || a.name.localeCompare(b.name, 'it');
