/**
 * The rules that the product follows, by the numbers that code, tests and error messages cite. What each says in full
 * stands where it is decided: `docs/rules.md` is generated from this list, the citations and the tests' names.
 */
export interface DomainRule {
  /** Heading under which rules of one kind stand together. */
  area: RuleArea;
  /** The rule in one sentence. */
  sentence: string;
  /** What it is about, in the law's or the offices' own words. */
  term: string;
  /** Why nothing decides or tests it yet; absent for a rule that holds. */
  later?: string;
}

export type RuleArea =
  'Agreements' | 'Transition' | 'Requests and outcomes' | 'Office counter' | 'Migration progress' | 'Privacy';

const rules = (area: RuleArea, listed: Readonly<Record<string, Omit<DomainRule, 'area'>>>): [string, DomainRule][] =>
  Object.entries(listed).map(([number, rule]) => [number, { area, ...rule }]);

/** By their numbers, in their order. */
export const DOMAIN_RULES: ReadonlyMap<string, DomainRule> = new Map([
  ...rules('Agreements', {
    'R-01': {
      sentence:
        'The transition opens on a date and massivo lasts six months from it; opening, length and last day are data, and only an act extends the last day.',
      term: 'periodo transitorio e proroga',
    },
    'R-02': {
      sentence: 'Before the opening only the pilot offices have the direct channel.',
      term: 'uffici pilota',
    },
    'R-03': {
      sentence:
        'The direct channel issues certificates of the criminal record and of administrative sanctions; pending proceedings go to the office counter.',
      term: 'certificati rilasciati con l’accordo diretto',
    },
    'R-04': {
      sentence: 'Massivo never issued certificates of administrative sanctions, so there is no legacy way for them.',
      term: 'anagrafe delle sanzioni amministrative',
    },
    'R-05': {
      sentence:
        'Nothing is issued directly without an active agreement of the competent office with that body for that purpose and that kind.',
      term: 'accordo diretto attivo',
    },
    'R-06': {
      sentence:
        'An agreement names contact persons on both sides and purposes of the library; what it does not name is refused.',
      term: 'contenuto dell’accordo',
    },
    'R-07': {
      sentence:
        'No delegation: a contact person belongs to one body, bodies are administrations or operators of public services, and private companies are neither.',
      term: 'divieto di delega',
    },
    'R-08': {
      sentence:
        'An agreement goes from draft to its end by legal steps only; each says who, when and why, and activation needs both registrations.',
      term: 'ciclo di vita dell’accordo',
    },
    'R-09': {
      sentence:
        'An agreement lasts a year unless said otherwise, is renewed without gap or overlap, expires by date alone and is announced 90, 60 and 30 days before.',
      term: 'durata e rinnovo',
    },
    'R-10': {
      sentence: 'Anyone may list active agreements, never their contact persons; the two registers are reconciled.',
      term: 'registro di trasparenza',
    },
    'R-11': {
      sentence: 'Contact persons sign in with SPID, CIE or CNS, at level 2 at least, and each request keeps how.',
      term: 'identificazione del referente',
    },
    'R-12': {
      sentence: 'The former users of massivo are the measure of the migration; new bodies are counted apart.',
      term: 'enti già utenti del massivo',
    },
    'R-13': {
      sentence: 'Between a direct request and its certificate no operator acts, unless the outcome is doubtful.',
      term: 'richiesta in autonomia',
    },
    'R-14': {
      sentence: 'The direct channel lives until PDND takes over; PDND is a channel from the start, without a date.',
      term: 'Piattaforma digitale nazionale dati',
    },
    'R-15': {
      sentence:
        'An agreement can be extended to further units of the same body, and units that use massivo are proposed.',
      term: 'estensione ad altre unità organizzative',
    },
    'R-16': {
      sentence:
        'Every refusal says what to do: a code, a sentence in both languages, the rule, the correlation id, the help desk.',
      term: 'rifiuto motivato',
    },
    'R-17': {
      sentence:
        'Massivo is spared: files at a time, their size, rows a day and deadlines are the office’s, and can be changed.',
      term: 'limiti del massivo',
    },
    'R-18': {
      sentence: 'The new service’s pages, manuals, training sessions and help desk are part of the graph.',
      term: 'materiale informativo',
    },
  }),
  ...rules('Transition', {
    'R-20': {
      sentence:
        'The flag is OPEN, DRAINING (nothing new, what is under way is followed to its end) or CLOSED (massivo is not called at all).',
      term: 'stati della dismissione',
    },
    'R-21': {
      sentence:
        'The most restrictive of the global state, the office’s, the body’s and the calendar’s holds; a body can be pinned to massivo while it is open.',
      term: 'stato effettivo',
    },
    'R-22': {
      sentence:
        'Every change is kept in an append-only log that is chained by hashes, and carries the version it was decided on.',
      term: 'registro delle modifiche',
    },
    'R-23': {
      sentence:
        'Once a change to DRAINING or CLOSED has been acknowledged, nothing more enters massivo anywhere; what was accepted before is sent.',
      term: 'chiusura vincolante',
    },
    'R-24': {
      sentence:
        'Changes can be scheduled and taken back; after the last day the flag drains by itself, and closing for everybody takes a second operator.',
      term: 'programmazione e approvazione',
    },
    'R-25': {
      sentence:
        'Nothing is closed over work in flight unless it is forced; then each open item ends as abandoned, can be asked for again, and what comes late is never issued.',
      term: 'chiusura forzata e abbandono',
    },
    'R-26': {
      sentence:
        'A change can be tried: who would be left without a channel, what is open, which agreements would end before.',
      term: 'prova senza effetti',
    },
    'R-27': {
      sentence:
        'Where the flag cannot be read nothing is guessed, and after a restored database massivo drains until somebody confirms.',
      term: 'archivio non disponibile o ripristinato',
    },
  }),
  ...rules('Requests and outcomes', {
    'R-30': {
      sentence:
        'A request has a body, an office, a kind, a purpose, a protocol, a language and subjects with what each must have.',
      term: 'richiesta di certificazione multipla',
    },
    'R-31': {
      sentence:
        'Every row is judged alone: a bad one comes back with its number, code, field and sentence, and sinks no other.',
      term: 'scarto della riga',
    },
    'R-32': {
      sentence:
        'The same client request id with the same content is the same request; with other content it is refused.',
      term: 'idempotenza',
    },
    'R-33': {
      sentence:
        'Homonyms, synonyms, aliases and recalls put an item under review, and an operator of the office settles it.',
      term: 'omonimia, sinonimia, alias e richiami',
    },
    'R-34': {
      sentence: 'An item has one life on every channel and reaches one end, once; nothing is lost.',
      term: 'ciclo di vita del nominativo',
    },
    'R-35': {
      sentence:
        'A certificate has a number, an outcome, its law, a notice, a signature and a code that anyone can check; it holds for six months.',
      term: 'certificato e sua verifica',
    },
    'R-36': {
      sentence: 'A body has one history, whatever the channel, before and after massivo is switched off.',
      term: 'storico unico',
    },
    'R-37': {
      sentence:
        'Public bodies pay nothing; fees are worked out for private applicants, and pages are recorded for both.',
      term: 'gratuità per gli enti',
    },
  }),
  ...rules('Office counter', {
    'R-40': {
      sentence: 'Which office is competent, which courts one request covers, and where a minor has to go.',
      term: 'competenza territoriale',
    },
    'R-41': {
      sentence: 'Stamp duty, certificate fee, urgency, exemptions and postage in cents, by the day of the application.',
      term: 'bolli e diritti',
    },
    'R-42': {
      sentence: 'Who may apply and which documents each case needs.',
      term: 'legittimazione e documenti',
    },
    'R-43': {
      sentence: 'What the certificate to the person leaves out, and when it shows everything.',
      term: 'iscrizioni non menzionate',
    },
    'R-44': {
      sentence:
        'Certificates are in Italian, or German from Bolzano; errors are corrected at the court of the place of birth.',
      term: 'lingua e rettifica',
    },
    'R-45': {
      sentence:
        'Requests at the counter are lodged by a body, taken up by an operator of that office and issued or rejected by hand.',
      term: 'richiesta allo sportello',
    },
  }),
  ...rules('Migration progress', {
    'R-50': {
      sentence: 'A body’s stage, from not started to free of massivo, and when it is at risk.',
      term: 'stadio di migrazione',
    },
    'R-51': {
      sentence: 'Progress by bodies and by volume, by place and kind, with turnaround, rejections and a forecast.',
      term: 'avanzamento della migrazione',
    },
    'R-52': {
      sentence: 'Anyone sees aggregates; names are for operators of the office and operations.',
      term: 'visibilità dei dati di avanzamento',
    },
    'R-53': {
      sentence: 'The figures of a past day can be asked for.',
      term: 'dati storici di avanzamento',
    },
  }),
  ...rules('Privacy', {
    'R-60': {
      sentence:
        'No tax code, name or birth data in logs, metrics, addresses or errors; subjects are encrypted, and each reading of a certificate is recorded.',
      term: 'riservatezza dei dati personali',
    },
    'R-61': {
      sentence: 'A body sees its own requests, an operator the office’s, operations counts and ids.',
      term: 'visibilità delle richieste',
    },
    'R-62': {
      sentence: 'PDFs are erased after their retention; that a certificate was issued stays on record.',
      term: 'conservazione dei documenti',
    },
  }),
]);
