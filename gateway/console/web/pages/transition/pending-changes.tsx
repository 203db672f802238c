import { useState, type ReactElement } from 'react';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import { ApprovalDialog } from './approval-dialog.js';
import { CancellationDialog } from './cancellation-dialog.js';
import type { Flag, PendingChange } from './change.rules.js';
import { scopeText } from './scope-text.js';
import { StateBadge } from './state-badge.js';

export interface PendingChangesProps {
  flag: Flag;
  canDecide: boolean;
  onDone(done: Acknowledged): void;
  onStale(): void;
}

/** Changes that wait for a second person or for their time. */
export function PendingChanges({ flag, canDecide, onDone, onStale }: PendingChangesProps): ReactElement {
  const { text } = useText();
  const [asked, setAsked] = useState<{ what: 'approve' | 'cancel'; change: PendingChange } | null>(null);
  const dialog = { onDone, onClose: () => setAsked(null), onStale };
  return (
    <section className="console-transition-section" aria-labelledby="pending">
      <h2 id="pending" className="h4">
        {text('transition.pending')}
      </h2>
      {flag.pending.length === 0 && <p>{text('transition.pending.none')}</p>}
      <ul className="list-unstyled">
        {flag.pending.map((change) => (
          <li key={change.id} className="console-transition-card" data-pending={change.status}>
            <PendingFacts change={change} />
            {canDecide && <Decision change={change} onAsk={(what) => setAsked({ what, change })} />}
          </li>
        ))}
      </ul>
      {asked?.what === 'approve' && <ApprovalDialog change={asked.change} version={flag.version} {...dialog} />}
      {asked?.what === 'cancel' && <CancellationDialog change={asked.change} {...dialog} />}
    </section>
  );
}

function PendingFacts({ change }: { change: PendingChange }): ReactElement {
  const writing = useText();
  const { text, instant } = writing;
  const { status, from, to, at, by, reason, force } = change;
  return (
    <>
      <h3 className="h6 mb-1">
        {text(`transition.status.${status}`)}: {scopeText(change, writing)}
      </h3>
      <p className="mb-1">
        <StateBadge state={from} /> <span aria-hidden="true">→</span>
        <span className="visually-hidden">{text('transition.becomes')}</span> <StateBadge state={to} />
        {force && <strong> {text('transition.forced')}</strong>}
      </p>
      <p className="mb-1">
        {text(status === 'SCHEDULED' ? 'transition.pending.at' : 'transition.pending.asked', { by, at: instant(at) })}
      </p>
      <p className="mb-0">
        {text('transition.reason')}: {reason}
      </p>
    </>
  );
}

function Decision({ change, onAsk }: { change: PendingChange; onAsk(what: 'approve' | 'cancel'): void }): ReactElement {
  const { text } = useText();
  return (
    <div className="console-transition-actions">
      {change.status === 'WAITING_APPROVAL' && (
        <button
          type="button"
          className="btn btn-primary btn-sm"
          data-approve
          aria-disabled={change.own}
          aria-describedby={change.own ? `own-${change.id}` : undefined}
          onClick={() => !change.own && onAsk('approve')}
        >
          {text('transition.approve')}
        </button>
      )}
      <button type="button" className="btn btn-outline-danger btn-sm" data-cancel onClick={() => onAsk('cancel')}>
        {text('transition.cancel')}
      </button>
      {change.status === 'WAITING_APPROVAL' && change.own && (
        <p id={`own-${change.id}`} className="mb-0 w-100" data-own>
          {text('transition.approve.own')}
        </p>
      )}
    </div>
  );
}
