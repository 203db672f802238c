import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import { useText } from '../language/use-text.js';

let isFirstPage = true;

/** The `h1` of a page: names the tab, and takes the focus when the page was reached by a link within the console. */
export function PageHeading({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  const { text } = useText();
  useEffect(() => {
    document.title = text('shell.title.of', { page: title });
  }, [title, text]);
  useEffect(() => {
    // The first page is read from its top, as any page that was just loaded.
    if (!isFirstPage) heading.current?.focus();
    isFirstPage = false;
  }, [pathname]);
  return (
    <div className="mb-4">
      <h1 ref={heading} tabIndex={-1} className="h2 mb-2">
        {title}
      </h1>
      {children}
    </div>
  );
}
