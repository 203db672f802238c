import type { ReactElement } from 'react';
import { useText } from '../language/use-text.js';

export interface CursorPagesProps {
  /** Name of the list, for readers of the screen. */
  list: string;
  page: { hasNextPage: boolean; endCursor: string | null };
  isFirst: boolean;
  /** After which cursor to go on; `null`: from the beginning. */
  onTurn(after: string | null): void;
}

/** Forward by cursor, and back to the beginning; nothing while there is one page only. */
export function CursorPages({ list, page, isFirst, onTurn }: CursorPagesProps): ReactElement | null {
  const { text } = useText();
  if (isFirst && !page.hasNextPage) return null;
  const turn = (name: string, isPossible: boolean, after: string | null): ReactElement => (
    <button
      type="button"
      className="btn btn-outline-primary btn-sm"
      disabled={!isPossible}
      onClick={() => onTurn(after)}
    >
      {name}
    </button>
  );
  return (
    <nav className="d-flex flex-wrap gap-3 mb-3" aria-label={text('pages.label', { list })}>
      {turn(text('pages.first'), !isFirst, null)}
      {turn(text('pages.next'), page.hasNextPage, page.endCursor)}
    </nav>
  );
}
