import type { ReactElement } from 'react';
import type {
  TransitionChangeInput,
  TransitionDryRunQuery,
} from '../../../../../schema/client/operations.generated.js';
import { DataTable } from '../../components/data-table.js';
import { Facts } from '../../components/facts.js';
import { useLanguage } from '../../language/language-provider.js';
import { useText } from '../../language/use-text.js';
import { abandonedItems, type Course } from './change.rules.js';

export type DryRun = TransitionDryRunQuery['transitionDryRun'];

/** What was asked for, on which version, and what it would do. */
export interface Proposal {
  input: TransitionChangeInput;
  run: DryRun;
}

export interface DryRunReportProps {
  run: DryRun;
  input: TransitionChangeInput;
  /** What becomes of the change when it is confirmed. */
  course: Course;
}

/** What a change would do if it were made now, or what it would be refused with. */
export function DryRunReport({ run, input, course }: DryRunReportProps): ReactElement {
  const { text, whole } = useText();
  const { language } = useLanguage();
  const abandoned = abandonedItems(input, run);
  return (
    <div data-dry-run={run.refusal?.code ?? 'TAKEN'}>
      {run.refusal ? (
        <div className="alert alert-danger" data-code={run.refusal.code}>
          <p className="fw-semibold mb-1">{text('transition.dryRun.refused')}</p>
          <p className="mb-1">{language === 'it' ? run.refusal.messageIt : run.refusal.message}</p>
          <p className="mb-0 small">{text('shell.failure.code', { code: run.refusal.code })}</p>
        </div>
      ) : (
        <p className="fw-semibold">{text(`transition.dryRun.${course}`)}</p>
      )}
      {abandoned > 0 && !run.refusal && (
        <p className="alert alert-warning fw-semibold" data-abandoned={abandoned}>
          {text('transition.dryRun.abandoned', { items: abandoned })}
        </p>
      )}
      <Facts
        facts={[
          { name: text('transition.dryRun.stranded'), value: whole(run.bodiesWithoutChannelCount), key: 'stranded' },
          { name: text('transition.dryRun.openBatches'), value: whole(run.openBatches), key: 'openBatches' },
          { name: text('transition.dryRun.openItems'), value: whole(run.openItems), key: 'openItems' },
          { name: text('transition.dryRun.agreements'), value: whole(run.agreementsEndingBefore), key: 'agreements' },
        ]}
      />
      <StrandedBodies run={run} />
    </div>
  );
}

function StrandedBodies({ run }: { run: DryRun }): ReactElement | null {
  const { text, whole } = useText();
  const { bodiesWithoutChannel: listed, bodiesWithoutChannelCount: count } = run;
  if (listed.length === 0) return null;
  return (
    <details className="mt-3">
      <summary>{text('transition.dryRun.list', { count })}</summary>
      <DataTable
        caption={text('transition.dryRun.list', { count })}
        hasHiddenCaption
        columns={[
          {
            title: text('transition.body'),
            cell: ({ publicBody: { ipaCode, name } }) => (name ? `${name} (${ipaCode})` : ipaCode),
          },
          {
            title: text('transition.subjects90'),
            isNumber: true,
            cell: ({ subjectsLast90Days }) => whole(subjectsLast90Days),
          },
        ]}
        rows={listed}
        keyOf={({ publicBody }) => publicBody.ipaCode}
      />
      {count > listed.length && <p>{text('transition.dryRun.more', { count: count - listed.length })}</p>}
    </details>
  );
}
