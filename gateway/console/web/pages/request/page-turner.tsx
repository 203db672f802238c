import type { ReactElement } from 'react';
import { useText } from '../../language/use-text.js';

export interface PageTurnerProps {
  page: { hasNextPage: boolean; endCursor?: string | null };
  isFirst: boolean;
  /** After which cursor the page to be shown begins; `null`: at the first. */
  onTurn(after: string | null): void;
}

/** Forward by cursor, and back to the beginning: what is added in the meantime moves nothing. */
export function PageTurner({ page, isFirst, onTurn }: PageTurnerProps): ReactElement | null {
  const { text } = useText();
  if (isFirst && !page.hasNextPage) return null;
  return (
    <div className="d-flex gap-3 flex-wrap">
      <button type="button" className="btn btn-outline-primary btn-sm" disabled={isFirst} onClick={() => onTurn(null)}>
        {text('request.page.first')}
      </button>
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        disabled={!page.hasNextPage}
        onClick={() => onTurn(page.endCursor ?? null)}
      >
        {text('request.page.next')}
      </button>
    </div>
  );
}
