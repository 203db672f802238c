import type { ReactElement } from 'react';
import { useText } from '../../language/use-text.js';
import type { Verdict } from './verify-log.js';

/** What the verification of the log has found, with the first bad record. */
export function VerdictNotice({ verdict }: { verdict: Verdict }): ReactElement {
  const { text, whole, instant } = useText();
  switch (verdict.kind) {
    case 'KEY_INVALID':
      return (
        <p className="alert alert-danger" data-verdict="KEY_INVALID">
          {text('transition.verdict.KEY_INVALID')}
        </p>
      );
    case 'FAULT': {
      const { finding, at } = verdict;
      return (
        <div className="alert alert-danger" data-verdict={finding.fault} data-seq={finding.seq}>
          <p className="fw-semibold mb-1">{text('transition.verdict.FAULT')}</p>
          <p className="mb-0">
            {text(`transition.fault.${finding.fault}`, { seq: whole(finding.seq) })}
            {at !== null && <> {text('transition.fault.at', { at: instant(at) })}</>}
          </p>
        </div>
      );
    }
    case 'INTACT': {
      const { records, receipts, keyId, isKeyNew, isServedKeyOther } = verdict;
      return (
        <div className="alert alert-success" data-verdict="INTACT" data-records={records}>
          <p className="fw-semibold mb-1">{text('transition.verdict.INTACT', { records, receipts, keyId })}</p>
          {isKeyNew && <p className="mb-0">{text('transition.verdict.newKey', { keyId })}</p>}
          {isServedKeyOther && <p className="mb-0">{text('transition.verdict.otherKey')}</p>}
        </div>
      );
    }
  }
}
