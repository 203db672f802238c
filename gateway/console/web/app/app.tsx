import type { ReactElement } from 'react';
import { BrowserRouter } from 'react-router-dom';
import { GraphProvider } from '../graph/graph-provider.js';
import { LanguageProvider } from '../language/language-provider.js';
import { SessionProvider } from '../session/session-provider.js';
import type { Session } from '../session/session.js';
import { ErrorBoundary } from './error-boundary.js';
import { PageLayout } from './page-layout.js';
import { PageRoutes } from './page-routes.js';

export function App({ session }: { session: Session }): ReactElement {
  return (
    <LanguageProvider>
      <SessionProvider session={session}>
        <GraphProvider session={session}>
          <BrowserRouter basename="/console" useTransitions={false}>
            <PageLayout>
              <ErrorBoundary>
                <PageRoutes />
              </ErrorBoundary>
            </PageLayout>
          </BrowserRouter>
        </GraphProvider>
      </SessionProvider>
    </LanguageProvider>
  );
}
