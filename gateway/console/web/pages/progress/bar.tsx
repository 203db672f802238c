import type { ReactElement, ReactNode } from 'react';

/** A figure with a bar behind which it stands; `share` between 0 and 1 of the longest. */
export function Bar({ share, children }: { share: number; children: ReactNode }): ReactElement {
  return (
    <span className="console-bar">
      <span className="console-bar-figure">{children}</span>
      <span className="console-bar-track" aria-hidden="true">
        <span className="console-bar-fill" style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
    </span>
  );
}
