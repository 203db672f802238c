import { useState, type ReactElement } from 'react';
import { TransitionChangeDocument } from '../../../../../schema/client/operations.generated.js';
import { ConfirmationDialog } from '../../components/confirmation-dialog.js';
import { useAction } from '../../graph/use-action.js';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import { abandonedItems, courseOf } from './change.rules.js';
import { DryRunReport, type Proposal } from './dry-run-report.js';
import { closingWord, scopeText } from './scope-text.js';
import { scopeOf } from './scope.rules.js';

export interface ChangeProposalProps {
  proposal: Proposal;
  /** Of the flag as it is known now. */
  version: number;
  onDone(done: Acknowledged): void;
  onStale(): void;
}

/** The dry run, and from there the change itself: it rests on the version of the dry run. */
export function ChangeProposal({ proposal, version, onDone, onStale }: ChangeProposalProps): ReactElement {
  const { text } = useText();
  const { input, run } = proposal;
  const [isAsking, setAsking] = useState(false);
  const change = useAction(TransitionChangeDocument);
  const isStale =
    version !== input.expectedVersion ||
    run.refusal?.code === 'STALE_VERSION' ||
    change.failure?.code === 'STALE_VERSION';
  const make = async (): Promise<void> => {
    const data = await change.run({ input });
    if (data === null) return onStale();
    onDone({ kind: 'change', change: data.changeTransition });
  };
  return (
    <section className="console-transition-card" aria-labelledby="dry-run">
      <h3 id="dry-run" className="h5">
        {text('transition.dryRun.title')}
      </h3>
      {isStale && <StaleNotice seen={input.expectedVersion} now={version} />}
      <DryRunReport run={run} input={input} course={courseOf(input)} />
      {!run.refusal && !isStale && (
        <button
          type="button"
          name="proceed"
          className={`btn mt-3 ${input.to === 'CLOSED' ? 'btn-danger' : 'btn-primary'}`}
          onClick={() => setAsking(true)}
        >
          {text('transition.proceed')}
        </button>
      )}
      {isAsking && !isStale && (
        <ChangeConfirmation
          proposal={proposal}
          change={change}
          onConfirm={() => void make()}
          onCancel={() => setAsking(false)}
        />
      )}
    </section>
  );
}

interface ChangeConfirmationProps {
  proposal: Proposal;
  change: Pick<ReturnType<typeof useAction>, 'isRunning' | 'failure'>;
  onConfirm(): void;
  onCancel(): void;
}

function ChangeConfirmation({ proposal, change, onConfirm, onCancel }: ChangeConfirmationProps): ReactElement {
  const writing = useText();
  const { text } = writing;
  const { input, run } = proposal;
  const abandoned = abandonedItems(input, run);
  return (
    <ConfirmationDialog
      title={text('transition.confirm.title', {
        scope: scopeText(input, writing),
        to: text(`transition.state.${input.to}`),
      })}
      confirm={text(`transition.confirm.${courseOf(input)}`)}
      word={input.to === 'CLOSED' ? closingWord(scopeOf(input), writing) : null}
      isDangerous={input.to === 'CLOSED'}
      isRunning={change.isRunning}
      failure={change.failure}
      onConfirm={onConfirm}
      onCancel={onCancel}
    >
      <p>{text(`transition.means.${input.to}`)}</p>
      <p>{text(`transition.dryRun.${courseOf(input)}`)}</p>
      {abandoned > 0 && (
        <p className="alert alert-warning fw-semibold">{text('transition.dryRun.abandoned', { items: abandoned })}</p>
      )}
      {run.bodiesWithoutChannelCount > 0 && (
        <p>{text('transition.confirm.stranded', { count: run.bodiesWithoutChannelCount })}</p>
      )}
    </ConfirmationDialog>
  );
}

function StaleNotice({ seen, now }: { seen: number; now: number }): ReactElement {
  const { text, whole } = useText();
  return (
    <div className="alert alert-warning" role="alert" data-code="STALE_VERSION">
      <p className="fw-semibold mb-1">{text('transition.stale.title')}</p>
      <p className="mb-0">{text('transition.stale.text', { seen: whole(seen), now: whole(Math.max(seen, now)) })}</p>
    </div>
  );
}
