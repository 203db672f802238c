import type { ReactElement } from 'react';
import { useText } from '../language/use-text.js';

/** Something is on its way; said to screen readers as well. */
export function Loading(): ReactElement {
  const { text } = useText();
  return (
    <div role="status" className="d-flex align-items-center gap-3 py-4">
      <div className="progress-spinner progress-spinner-active size-sm" aria-hidden="true" />
      <span>{text('shell.loading')}</span>
    </div>
  );
}
