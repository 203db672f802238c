import type { ReactElement } from 'react';
import { Link, NavLink } from 'react-router-dom';
import { Icon } from '../components/icon.js';
import { useText } from '../language/use-text.js';
import { useSession } from '../session/session-provider.js';
import { PAGES } from './pages.js';

/** The product and the pages that are of use to whoever is signed in. */
export function MainHeader(): ReactElement {
  const { text } = useText();
  const { persona } = useSession();
  const entries = PAGES.flatMap(({ path, entry, roles }) =>
    entry !== null && roles.includes(persona.role) ? [{ path, entry }] : [],
  );
  return (
    <div className="console-header">
      <div className="container d-flex flex-wrap align-items-center gap-3 py-3">
        <Link to="/" className="console-brand">
          <Icon name="it-chart-line" className="icon-white" />
          <span>
            <strong>{text('shell.product')}</strong>
            <small>{text('shell.tagline')}</small>
          </span>
        </Link>
        <nav id="navigation" tabIndex={-1} aria-label={text('shell.navigation')} className="console-navigation">
          <ul>
            {entries.map(({ path, entry }) => (
              <li key={path}>
                <NavLink to={`/${path}`} end={path === ''}>
                  {text(entry)}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </div>
  );
}
