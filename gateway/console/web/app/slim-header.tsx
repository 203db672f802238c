import type { ReactElement } from 'react';
import { Icon } from '../components/icon.js';
import { LANGUAGES } from '../language/catalogue.js';
import { useLanguage } from '../language/language-provider.js';
import { useText } from '../language/use-text.js';
import { useSession } from '../session/session-provider.js';
import { SignInButton } from './sign-in-button.js';

/** Who is signed in, and the language. */
export function SlimHeader(): ReactElement {
  const { text } = useText();
  return (
    <div className="it-header-slim-wrapper">
      <div className="container">
        <div className="it-header-slim-wrapper-content console-slim">
          <span className="console-slim-owner">{text('shell.ministry')}</span>
          <LanguageSwitch />
          <Account />
        </div>
      </div>
    </div>
  );
}

function LanguageSwitch(): ReactElement {
  const { language, choose } = useLanguage();
  const { text } = useText();
  return (
    <div role="group" aria-label={text('shell.language')} className="console-languages">
      {LANGUAGES.map((each) => (
        <button
          key={each}
          type="button"
          className="btn btn-xs console-language"
          lang={each}
          aria-pressed={each === language}
          onClick={() => choose(each)}
        >
          {text(`shell.language.${each}`)}
        </button>
      ))}
    </div>
  );
}

function Account(): ReactElement | null {
  const session = useSession();
  const { text } = useText();
  const { phase, persona } = session;
  if (phase === 'starting') return null;
  if (persona.role === 'anonymous') return <SignInButton className="btn btn-xs btn-light" />;
  const { officeCode, ipaCode, role, name } = persona;
  return (
    <div role="group" aria-label={text('shell.account')} className="console-account">
      <Icon name="it-user" className="icon-sm icon-white" />
      <span className="console-account-name">
        <span data-persona>{name}</span>
        <small data-role={role}>
          {text(`shell.role.${role}`, { officeCode: officeCode ?? '', ipaCode: ipaCode ?? '' })}
        </small>
      </span>
      <button type="button" className="btn btn-xs btn-light" onClick={() => void session.signOut()}>
        {text('shell.signOut')}
      </button>
    </div>
  );
}
