/**
 * What the ministry's public page on the certificate says ("Certificato dei carichi pendenti", Ministero della
 * giustizia, English text): heading and words of each line that a rule rests on. Translations in brackets are left out,
 * and what is left out otherwise is marked (…). Every answer of the counter cites the lines it was made
 * from. Where the page contradicts itself, `docs/office-counter.md` says which line was followed.
 */
const HEADINGS = {
  about: 'Certificate of outstanding criminal proceedings',
  cases: 'Special cases',
  cost: 'Cost of the certificate',
  reason: 'Does the applicant need to state the reason',
  mentions: 'Does the certificate issued to the person concerned mention all the criminal proceedings',
  mistake: 'If the certificate contains a mistake',
  bornAbroad: 'If the certificate is requested by a person not born in Italy',
  onVictim: "Can the public prosecutor or the defendant's defence counsel request a certificate",
  cash: 'Can the amounts be paid in cash',
  abroad: 'Can a certificate be requested from abroad',
  forms: 'Forms',
} as const;

type Line = readonly [heading: keyof typeof HEADINGS, words: string];

export const SOURCE = {
  residence: [
    'about',
    'the certificate has to be requested to the Procura della Repubblica presso il Tribunale of the place of residence of the person concerned and contains the proceedings outstanding before the Court attached to that Prosecutor’s Office and those outstanding before the Procure distrettuali antimafia (“DDA”) once communicated',
  ],
  elsewhere: [
    'about',
    'It is not forbidden to ask the certificate to any Procura della Repubblica different from that of residence: in such case the certificate issued will only mention the criminal proceedings outstanding before the Court attached to that Prosecutor’s Office',
  ],
  minor: [
    'about',
    'A certificate concerning a minor/child under 18 has to be requested from the Procura della Repubblica attached to the Tribunale per i minorenni',
  ],
  residentAbroad: [
    'abroad',
    'Anyone living outside Italy can ask the certificate to any Procura della Repubblica presso il Tribunale throughout Italy: in such case the certificate issued will only mention the criminal proceedings outstanding before the Court attached to that Prosecutor’s Office',
  ],
  language: [
    'abroad',
    'Certificates are issued in the Italian language and in the German language if issued by the Office in Bolzano/Bozen',
  ],
  mistake: ['mistake', 'The person concerned can make an application to the Court of their place of birth'],
  bornAbroad: ['bornAbroad', 'The competent court is the Tribunale di Roma'],
  certificateFee: ['cost', '€ 3.92 for diritti di certificato'],
  stampDuty: ['cost', '€ 16.00 for marca da bollo (n.b.: one stamp duty every two pages of the certificate)'],
  urgency: [
    'cost',
    'Certificates to be issued on the same day of the request require the additional payment of: € 3.92 for diritto d’urgenza',
  ],
  freeButUrgency: [
    'cost',
    'the certificate is issued free i.e. exempt from payment of both marca da bollo and diritti di certificato, but with payment of the diritto d’urgenza if applicable',
  ],
  adoption: ['cost', 'proceedings concerning adoption and fostering of children (Art. 82 of Law 184/83)'],
  labour: [
    'cost',
    'disputes concerning labour, or mandatory welfare and social security matters (Art. 10 of Law 533/73)',
  ],
  legalAid: ['cost', 'proceedings where the person concerned has been granted legal aid (art. 18 of D.P.R. 115/2002)'],
  redress: [
    'cost',
    'an application for riparazione dell’errore giudiziario (Art. 176 of code of criminal procedure - enforcement provisions)',
  ],
  annexB: [
    'cost',
    'if the certificate is needed for any of the purposes indicated in Annex B to the Decree of the President of the Republic no. 642/72 it is exempt only from payment of marca da bollo',
  ],
  evidence: [
    'cost',
    'Anyone entitled to being issued a certificate with exemption … must prove such entitlement through evidence',
  ],
  purpose: [
    'reason',
    'the applicant must indicate the purpose for which they request it if they are applying for it free of charge … or with exemption from payment of marca da bollo',
  ],
  postage: [
    'abroad',
    'the postage costs by ordinary mail are to be paid. These are: € 0.90 for mailing to European countries, € 2 to non-European countries and € 2.50 to Oceania',
  ],
  dutyStamps: [
    'cash',
    'All the amounts due for issuing the certificate have to be paid by means of marche da bollo that have to be affixed on the application form',
  ],
  neverCash: ['cash', 'No, never'],
  paidFromAbroad: [
    'abroad',
    'It is therefore necessary to ask the Ufficio del casellario to which the application is going to be sent what is the appropriate payment method to use. Do not send cash',
  ],
  applicants: ['about', 'the person concerned, or by someone delegated by them'],
  publicBody: [
    'about',
    'a pubblica amministrazione or gestore di pubblico servizio, if they need the certificate for the performance of their activities',
  ],
  judicialAuthority: ['about', 'the criminal judicial authorities, which access directly to it'],
  victimCounsel: ['about', 'by the defence counsel of the victim or witness of the offence'],
  onVictim: [
    'onVictim',
    'Yes, upon authorization by the judge carrying out the relevant criminal proceedings. In this case the certificate will disclose all the information registered about the person concerned',
  ],
  identity: [
    'about',
    'submitted either by the person concerned or by someone delegated by them, carrying a valid identity document',
  ],
  byPost: [
    'about',
    'The person concerned may submit the request either in person or by post. In the latter case they shall enclose a copy of their identity document',
  ],
  permit: ['about', 'Non-EU citizens without a passport will have to show a copy of their permesso di soggiorno'],
  under16: [
    'cases',
    'the request is submitted by the person having parental authority over them, if the child has not turned 16',
  ],
  conservatee: ['cases', 'the request is submitted by the conservator, who has to produce their decreto di nomina'],
  confined: [
    'cases',
    'the request can be submitted by the person concerned by post, or by someone delegated by them; if the person concerned has no identity documents, the request must be countersigned by the Prison Director or by the Prison’s Ufficio Matricolare',
  ],
  fromAbroad: [
    'cases',
    'request from abroad: the request can be submitted by the person concerned by post, or by someone delegated by them',
  ],
  abroadApplication: ['abroad', 'The application, in writing, must specify the following'],
  abroadSigned: [
    'abroad',
    'The application must be signed by the person concerned and specify if is for a certificato del casellario giudiziale or a certificato dei carichi pendenti',
  ],
  abroadIdentity: ['abroad', 'a copy of a valid identity document of the person concerned'],
  abroadPayment: ['abroad', 'proof of payment of the total amount due for issuing the certificate'],
  abroadEnvelope: [
    'abroad',
    'an envelope already bearing the address where the certificate is to be mailed to, without stamps',
  ],
  forms: ['forms', 'Application by the person concerned … FORM 3; Appointment of a proxy … FORM 5'],
  validity: ['about', 'The certificate is valid for 6 months from the date of issue'],
  notice: [
    'cost',
    'a certificate issued at the request of the person concerned cannot be produced before a public administration or gestore di pubblico servizio',
  ],
  leftOut: [
    'mentions',
    'Article 27 of the Consolidation Law on the Judicial Records Register provides that the national certificate … shall not mention some of the data contained in the Register',
  ],
} as const satisfies Record<string, Line>;

export type SourceKey = keyof typeof SOURCE;

/** The lines as an answer cites them, in the order given, each once. */
export function cite(rule: string, keys: readonly SourceKey[]): string[] {
  return [...new Set(keys)].map((key) => {
    const [heading, words] = SOURCE[key];
    return `${rule}, Certificato dei carichi pendenti, "${HEADINGS[heading]}": ${words}.`;
  });
}
