import { createHash } from 'node:crypto';
import { PERSONA_GROUPS, type PersonaGroup } from './persona-choices.js';

export type PageLanguage = 'it' | 'en';

const STYLE = `body{font-family:"Titillium Web",system-ui,sans-serif;color:#17324d;background:#fff;margin:0;line-height:1.5}
main{max-width:34rem;margin:0 auto;padding:1.5rem}h1{font-size:1.6rem}fieldset{border:1px solid #5c6f82;border-radius:4px;margin:0 0 1rem;padding:.5rem 1rem}
legend{font-weight:700;padding:0 .25rem}label{display:block;padding:.3rem 0}label.choice{display:flex;gap:.6rem;align-items:baseline}
code{font-size:.9em;overflow-wrap:anywhere}input[type=text]{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #5c6f82;border-radius:4px}
button{font:inherit;font-weight:600;padding:.6rem 1.5rem;border-radius:4px;border:2px solid #06c;background:#06c;color:#fff;cursor:pointer;margin:0 .5rem .5rem 0}
button.second{background:#fff;color:#06c}a{color:#06c}:focus-visible{outline:3px solid #f90;outline-offset:2px}
.alert{border-left:4px solid #cc334d;padding:.5rem 1rem;background:#fbe9ec}.hint{color:#455a70;margin:.25rem 0 1rem}`;

/**
 * No script, nothing from elsewhere, one style by its hash. `script-src` is named because the provider adds the hash of
 * the one script that it needs, on the page that ends a sign-out without a session.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TEXTS = {
  it: {
    development: 'Ambiente di sviluppo: nessuna persona reale',
    signIn: 'Accedi come',
    other: 'Un’altra persona',
    otherHint: 'Per esempio contact:c_l219 o operator:PROC-L219; vale più della scelta qui sopra.',
    unknown: 'Questa persona non esiste. Sceglierne una dell’elenco o correggere il nome.',
    enter: 'Accedi',
    cancel: 'Annulla',
    signOut: 'Uscire?',
    signOutNow: 'Esci',
    stay: 'Resta collegato',
    signedOut: 'Sei uscito.',
    failed: 'Accesso non riuscito',
    again: 'Torna alla console',
    language: 'English',
  },
  en: {
    development: 'Development set-up: nobody here is real',
    signIn: 'Sign in as',
    other: 'Somebody else',
    otherHint: 'Such as contact:c_l219 or operator:PROC-L219; goes before the choice above.',
    unknown: 'There is no such persona. Choose one of the list or correct the name.',
    enter: 'Sign in',
    cancel: 'Cancel',
    signOut: 'Sign out?',
    signOutNow: 'Sign out',
    stay: 'Stay signed in',
    signedOut: 'You are signed out.',
    failed: 'The sign-in did not succeed',
    again: 'Back to the console',
    language: 'Italiano',
  },
} as const;

export interface SignInPage {
  language: PageLanguage;
  /** What is chosen or typed in to begin with. */
  persona: string;
  /** Whether the persona that was sent does not exist. */
  unknown: boolean;
}

/** Where a persona is chosen; the form is sent to the page's own address. */
export function signInPage({ language, persona, unknown }: SignInPage): string {
  const texts = TEXTS[language];
  const listed = PERSONA_GROUPS.some(({ personas }) => personas.some((choice) => choice.persona === persona));
  const other = language === 'it' ? 'en' : 'it';
  return page(
    language,
    texts.signIn,
    `<p><a href="?lang=${other}" hreflang="${other}" lang="${other}">${texts.language}</a></p>
<h1>${texts.signIn}</h1>
<p>${texts.development}</p>
${unknown ? `<p class="alert" role="alert">${texts.unknown}</p>` : ''}
<form method="post">
${PERSONA_GROUPS.map((group) => fieldset(group, language, persona)).join('\n')}
<label for="other">${texts.other}</label>
<input type="text" id="other" name="other" autocomplete="off" spellcheck="false" aria-describedby="hint"${
      unknown ? ' aria-invalid="true"' : ''
    } value="${listed ? '' : escaped(persona)}">
<p class="hint" id="hint">${texts.otherHint}</p>
<button type="submit" name="action" value="sign-in">${texts.enter}</button>
<button type="submit" name="action" value="cancel" class="second">${texts.cancel}</button>
</form>`,
  );
}

/** `form` is the provider's own, empty but for its guard against forgery. */
export function signOutPage(language: PageLanguage, form: string): string {
  const texts = TEXTS[language];
  return page(
    language,
    texts.signOut,
    `<h1>${texts.signOut}</h1>
${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">${texts.signOutNow}</button>
<button type="submit" form="op.logoutForm" class="second">${texts.stay}</button>`,
  );
}

export function signedOutPage(language: PageLanguage): string {
  const texts = TEXTS[language];
  return page(language, texts.signedOut, `<h1>${texts.signedOut}</h1><p>${backToConsole(language)}</p>`);
}

/** `facts`: the error's code and description as OAuth words them. */
export function failurePage(language: PageLanguage, facts: readonly string[]): string {
  const texts = TEXTS[language];
  const lines = facts.map((fact) => `<p><code>${escaped(fact)}</code></p>`).join('\n');
  return page(
    language,
    texts.failed,
    `<h1>${texts.failed}</h1>\n<div role="alert">${lines}</div><p>${backToConsole(language)}</p>`,
  );
}

const backToConsole = (language: PageLanguage): string => `<a href="/console/">${TEXTS[language].again}</a>`;

function fieldset({ title, personas }: PersonaGroup, language: PageLanguage, chosen: string): string {
  const choices = personas.map(
    ({ persona, label }) =>
      `<label class="choice"><input type="radio" name="persona" value="${escaped(persona)}"${
        persona === chosen ? ' checked' : ''
      }><span>${escaped(label[language])} <code>${escaped(persona)}</code></span></label>`,
  );
  return `<fieldset><legend>${escaped(title[language])}</legend>\n${choices.join('\n')}\n</fieldset>`;
}

function page(language: PageLanguage, title: string, content: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – casellario-bridge</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
