import { demoBody } from '../../../schema/demo/demo-bodies.js';
import type { PersonaClaims } from '../personas.js';

/** A text in both languages of the product. */
export interface Bilingual {
  it: string;
  en: string;
}

export interface PersonaGroup {
  title: Bilingual;
  personas: readonly { persona: string; label: Bilingual }[];
}

/** The personas that the sign-in page offers; any other one can be typed in. */
export const PERSONA_GROUPS: readonly PersonaGroup[] = [
  {
    title: { it: 'Conduzione', en: 'Operations' },
    personas: [
      { persona: 'ops:alice', label: { it: 'Alice', en: 'Alice' } },
      { persona: 'ops:bruno', label: { it: 'Bruno, la seconda persona', en: 'Bruno, the second pair of eyes' } },
    ],
  },
  {
    title: { it: 'Uffici locali', en: 'Local offices' },
    personas: ['PROC-H501', 'PROC-G482', 'PROC-F205'].map((office) => ({
      persona: `operator:${office}`,
      label: { it: `Operatore di ${office}`, en: `Operator of ${office}` },
    })),
  },
  {
    title: { it: 'Referenti degli enti', en: "Bodies' contact persons" },
    personas: [
      contact('c_h501', { it: 'accordo attivo', en: 'active agreement' }),
      contact('c_g482', { it: 'senza accordo', en: 'no agreement yet' }),
      contact('c_f205', { it: 'accordo in bozza', en: 'agreement in draft' }),
      contact('c_a952', { it: 'ente nuovo, accordo attivo', en: 'new body, active agreement' }),
    ],
  },
  {
    title: { it: 'Cruscotti', en: 'Dashboards' },
    personas: [{ persona: 'dashboard', label: { it: 'Solo dati aggregati', en: 'Aggregates only' } }],
  },
];

/** What the ID token tells the console about the persona who signed in; no personal data. */
export function profileOf(persona: string, { claims }: PersonaClaims): Record<string, string | string[]> {
  const [role = '', name = ''] = persona.split(':');
  switch (role) {
    case 'contact':
      return { name: demoBody(name)?.name ?? name, roles: ['contact'], ipa_code: name };
    case 'operator':
      return { name: `Operator ${name}`, roles: ['operator'], office: String(claims.office) };
    case 'ops':
      return { name: `${name.slice(0, 1).toUpperCase()}${name.slice(1)} (operations)`, roles: ['operations'] };
    default:
      return { name: 'Dashboard', roles: ['dashboard'] };
  }
}

function contact(ipaCode: string, state: Bilingual): PersonaGroup['personas'][number] {
  const name = demoBody(ipaCode)?.name ?? ipaCode;
  return { persona: `contact:${ipaCode}`, label: { it: `${name}: ${state.it}`, en: `${name}: ${state.en}` } };
}
