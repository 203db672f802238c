import { useState, type ReactElement } from 'react';
import { TransitionClearDocument } from '../../../../../schema/client/operations.generated.js';
import { ConfirmationDialog } from '../../components/confirmation-dialog.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { useAction } from '../../graph/use-action.js';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import type { Flag } from './change.rules.js';
import { ReasonField } from './reason-field.js';
import { scopeText } from './scope-text.js';
import { idsOf, scopeCode, scopeOf } from './scope.rules.js';
import { StateBadge } from './state-badge.js';

type OwnValue = Flag['overrides'][number];

export interface OwnValuesProps {
  flag: Flag;
  canClear: boolean;
  onDone(done: Acknowledged): void;
  onStale(): void;
}

/** The values that offices and bodies have of their own. */
export function OwnValues({ flag, canClear, onDone, onStale }: OwnValuesProps): ReactElement {
  const writing = useText();
  const { text, instant } = writing;
  const [cleared, setCleared] = useState<{ value: OwnValue; version: number } | null>(null);
  const columns: Column<OwnValue>[] = [
    { title: text('transition.scope'), cell: (value) => scopeText(value, writing) },
    { title: text('transition.state'), cell: ({ state }) => <StateBadge state={state} /> },
    { title: text('transition.since'), cell: ({ since }) => instant(since) },
  ];
  const clearing: Column<OwnValue> = {
    title: text('transition.actions'),
    cell: (value) => (
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        onClick={() => setCleared({ value, version: flag.version })}
      >
        {text('transition.clear')}
        <span className="visually-hidden"> {scopeText(value, writing)}</span>
      </button>
    ),
  };
  return (
    <section className="console-transition-section" aria-labelledby="own-values">
      <h2 id="own-values" className="h4">
        {text('transition.own')}
      </h2>
      {flag.overrides.length === 0 ? (
        <p>{text('transition.own.none')}</p>
      ) : (
        <DataTable
          caption={text('transition.own')}
          hasHiddenCaption
          columns={canClear ? [...columns, clearing] : columns}
          rows={flag.overrides}
          keyOf={(value) => scopeCode(scopeOf(value)) ?? ''}
        />
      )}
      {cleared && <ClearingDialog {...cleared} onDone={onDone} onStale={onStale} onClose={() => setCleared(null)} />}
    </section>
  );
}

interface ClearingDialogProps {
  value: OwnValue;
  version: number;
  onDone(done: Acknowledged): void;
  onStale(): void;
  onClose(): void;
}

function ClearingDialog({ value, version, onDone, onStale, onClose }: ClearingDialogProps): ReactElement {
  const writing = useText();
  const { text } = writing;
  const [reason, setReason] = useState('');
  const clearing = useAction(TransitionClearDocument);
  const clear = async (): Promise<void> => {
    const ids = idsOf(scopeOf(value));
    const data = await clearing.run({ ...ids, reason: reason.trim(), expectedVersion: version });
    if (data === null) return onStale();
    onClose();
    onDone({ kind: 'change', change: data.clearTransitionOverride });
  };
  return (
    <ConfirmationDialog
      title={text('transition.clear.title', { scope: scopeText(value, writing) })}
      confirm={text('transition.clear')}
      isBlocked={reason.trim() === ''}
      isRunning={clearing.isRunning}
      failure={clearing.failure}
      onConfirm={() => void clear()}
      onCancel={onClose}
    >
      <p>{text('transition.clear.text')}</p>
      <ReasonField value={reason} onChange={setReason} />
    </ConfirmationDialog>
  );
}
