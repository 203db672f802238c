import type { ReactElement } from 'react';
import { useLocation } from 'react-router-dom';
import { useLanguage } from '../language/language-provider.js';
import { useText } from '../language/use-text.js';
import { useSession } from '../session/session-provider.js';

/** Leads to the identity provider and back to the page on which it stands. */
export function SignInButton({ className }: { className: string }): ReactElement | null {
  const session = useSession();
  const { language } = useLanguage();
  const { text } = useText();
  const { pathname, search } = useLocation();
  if (!session.canSignIn) return null;
  const returnTo = `/console${pathname}${search}`;
  return (
    <button
      data-sign-in
      type="button"
      className={className}
      onClick={() => void session.signIn({ returnTo, language })}
    >
      {text('shell.signIn')}
    </button>
  );
}
