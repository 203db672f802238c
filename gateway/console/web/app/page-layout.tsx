import type { ReactElement, ReactNode } from 'react';
import { useText } from '../language/use-text.js';
import { MainHeader } from './main-header.js';
import { Notices } from './notices.js';
import { SlimHeader } from './slim-header.js';

const HELP_DESK = 'helpdesk.casellario@giustizia.it';

/** What stands around every page. */
export function PageLayout({ children }: { children: ReactNode }): ReactElement {
  const { text } = useText();
  return (
    <>
      <nav className="skiplinks" aria-label={text('shell.skip')}>
        <a className="visually-hidden-focusable" href="#content">
          {text('shell.skip.content')}
        </a>
        <a className="visually-hidden-focusable" href="#navigation">
          {text('shell.skip.navigation')}
        </a>
      </nav>
      <header className="it-header-wrapper">
        <SlimHeader />
        <MainHeader />
      </header>
      <main id="content" tabIndex={-1} className="container py-4">
        <Notices />
        {children}
      </main>
      <footer className="it-footer">
        <div className="it-footer-main">
          <div className="container d-flex flex-wrap gap-4 py-4 text-white">
            <span>{text('shell.product')}</span>
            <a className="text-white" href={`mailto:${HELP_DESK}`}>
              {text('shell.footer.help')}: {HELP_DESK}
            </a>
            <span>{text('shell.footer.code')}</span>
          </div>
        </div>
      </footer>
    </>
  );
}
