import type { ReactElement } from 'react';
import {
  ConsoleOfficeHealthDocument,
  type ConsoleOfficeHealthQuery,
} from '../../../../../schema/client/operations.generated.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import type { WayOfWriting } from '../../language/way-of-writing.js';
import type { BatchView } from './batch-filter.rules.js';
import { lateBatches, needsAttention } from './office-health.rules.js';

type Office = ConsoleOfficeHealthQuery['prosecutorOffices'][number];

const EVERY_MS = 15_000;

export interface OfficeHealthProps {
  ownOffice: string | null;
  onShow(changes: Partial<BatchView>): void;
}

/** The offices that are late, do not answer, or have something in their folders that should not be there. */
export function OfficeHealth({ ownOffice, onShow }: OfficeHealthProps): ReactElement {
  const writing = useText();
  const { text } = writing;
  const answer = useLiveQuery({ query: ConsoleOfficeHealthDocument, variables: {}, everyMs: EVERY_MS });
  const offices = answer.data?.prosecutorOffices.filter(({ code }) => ownOffice === null || code === ownOffice);
  const noticed = offices?.filter(needsAttention) ?? [];
  return (
    <section aria-labelledby="health" className="mt-5">
      <h2 id="health" className="h4">
        {text('batches.health')}
      </h2>
      {answer.failure && <FailureNotice failure={answer.failure} onRetry={answer.refresh} />}
      {answer.isLoading && <Loading />}
      {offices && (
        <p data-well={offices.length - noticed.length}>
          {text('batches.health.well', { count: offices.length - noticed.length, noticed: noticed.length })}
        </p>
      )}
      {noticed.length > 0 && (
        <DataTable
          caption={text('batches.health')}
          hasHiddenCaption
          columns={columnsOf(writing, onShow)}
          rows={noticed}
          keyOf={({ code }) => code}
        />
      )}
    </section>
  );
}

function columnsOf({ text, instant }: WayOfWriting, onShow: OfficeHealthProps['onShow']): Column<Office>[] {
  return [
    { title: text('batches.office'), cell: ({ code, name }) => `${name} (${code})` },
    {
      title: text('batches.health.state'),
      cell: ({ massivoHealth: health }) =>
        [
          text(`batches.health.state.${health?.state ?? 'CLOSED'}`),
          ...(health?.trouble ? [health.trouble] : []),
          ...(health?.since ? [text('batches.health.since', { since: instant(health.since) })] : []),
        ].join(', '),
    },
    {
      title: text('batches.health.late'),
      cell: (office) => (
        <>
          {(office.massivoOverdue ?? []).map(({ kind, batches }) => (
            <div key={kind}>
              {text(`batches.overdue.${kind}`)}: {batches}
            </div>
          ))}
          {lateBatches(office) > 0 && (
            <button
              type="button"
              className="btn btn-outline-primary btn-xs"
              onClick={() => onShow({ situation: 'OVERDUE', officeCode: office.code })}
            >
              {text('batches.health.show')}
              <span className="visually-hidden"> {office.code}</span>
            </button>
          )}
        </>
      ),
    },
    {
      title: text('batches.health.notices'),
      cell: ({ massivoHealth: health }) =>
        (health?.notices ?? []).map(({ kind, entries }) => (
          <div key={kind}>{text(`batches.notice.${kind}`, { entries })}</div>
        )),
    },
  ];
}
