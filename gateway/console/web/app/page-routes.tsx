import { Suspense, type ReactElement } from 'react';
import { Link, Route, Routes } from 'react-router-dom';
import { Loading } from '../components/loading.js';
import { PageHeading } from '../components/page-heading.js';
import { useText } from '../language/use-text.js';
import { useSession } from '../session/session-provider.js';
import type { ConsolePage } from './page.js';
import { PAGES } from './pages.js';
import { SignInButton } from './sign-in-button.js';

export function PageRoutes(): ReactElement {
  const { phase } = useSession();
  if (phase === 'starting') return <Loading />;
  return (
    <Suspense fallback={<Loading />}>
      <Routes>
        {PAGES.map((page) => (
          <Route key={page.path} path={page.path} element={<GuardedPage page={page} />} />
        ))}
        <Route path="*" element={<MissingPage />} />
      </Routes>
    </Suspense>
  );
}

/** Not a protection, which is the graph's: it saves the user a page of refusals. */
function GuardedPage({ page }: { page: ConsolePage }): ReactElement {
  const { persona } = useSession();
  const { text } = useText();
  if (page.roles.includes(persona.role)) return <page.Content />;
  if (persona.role !== 'anonymous') {
    return (
      <>
        <PageHeading title={text('shell.notForRole.title')} />
        <p>{text('shell.notForRole.text')}</p>
      </>
    );
  }
  return (
    <>
      <PageHeading title={text('shell.signInNeeded.title')} />
      <p>{text('shell.signInNeeded.text')}</p>
      <SignInButton className="btn btn-primary" />
    </>
  );
}

function MissingPage(): ReactElement {
  const { text } = useText();
  return (
    <>
      <PageHeading title={text('shell.missing.title')} />
      <p>{text('shell.missing.text')}</p>
      <Link to="/">{text('shell.missing.home')}</Link>
    </>
  );
}
