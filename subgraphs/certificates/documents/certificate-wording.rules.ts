import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import { italianDate, type IsoDay } from '../../../schema/kernel/clock.js';
import { belfiorePlace } from '../../../schema/kernel/belfiore.js';
import type { CertificateLanguage, CertificateOutcome } from '../issuing/certificate.rules.js';
import type { SubjectFields } from '../subject/subject-record.js';

/**
 * What is printed on a certificate, in Italian or (R-30, Bolzano/Bozen) in German. What each kind tells is put after the
 * headings of its articles in D.P.R. 313/2002; of the carichi pendenti also what is left out (R-40, R-43).
 */
export interface CertificateWording {
  ministry: string;
  system: string;
  watermark: string;
  titles: Readonly<Record<CertificateKindName, string>>;
  number: string;
  issuedOn: string;
  subject: string;
  register: (kind: CertificateKindName) => string;
  /** What a certificate of the kind tells, and leaves out. */
  contents: Readonly<Record<CertificateKindName, string>>;
  outcomes: Readonly<Record<CertificateOutcome, { headline: string; explanation: string }>>;
  requestedBy: string;
  purpose: string;
  protocol: string;
  validity: (expiresOn: string) => string;
  verification: (address: string | null) => string;
  verificationCode: string;
  /** What the QR code is to whoever cannot see it; its text follows. */
  qrCode: string;
  signature: string;
  signedBy: (signer: string) => string;
  fields: Readonly<Record<SubjectLabel, string>>;
}

type SubjectLabel =
  'surname' | 'name' | 'birth' | 'taxCode' | 'fatherName' | 'entityName' | 'legalForm' | 'registeredSeat';

const ITALIAN: CertificateWording = {
  ministry: 'MINISTERO DELLA GIUSTIZIA',
  system: 'Sistema Informativo del Casellario',
  watermark: 'SINTETICO — NESSUN VALORE LEGALE',
  titles: {
    CASELLARIO_GENERAL: 'Certificato generale del casellario giudiziale',
    CASELLARIO_CRIMINAL: 'Certificato penale del casellario giudiziale',
    CASELLARIO_CIVIL: 'Certificato civile del casellario giudiziale',
    SELECTIVE: 'Certificato selettivo del casellario giudiziale',
    ELECTORAL: 'Certificato del casellario giudiziale per uso elettorale',
    ADMINISTRATIVE_SANCTIONS: "Certificato dell'anagrafe delle sanzioni amministrative dipendenti da reato",
    PENDING_PROCEEDINGS: 'Certificato dei carichi pendenti',
  },
  number: 'Certificato n.',
  issuedOn: 'rilasciato il',
  subject: 'Al nome di',
  register: (kind) =>
    kind === 'ADMINISTRATIVE_SANCTIONS'
      ? "Si certifica che nell'anagrafe delle sanzioni amministrative dipendenti da reato risulta:"
      : kind === 'PENDING_PROCEEDINGS'
        ? 'Si certifica che nel registro delle notizie di reato di questo ufficio risulta:'
        : 'Si certifica che nella banca dati del casellario giudiziale risulta:',
  contents: {
    CASELLARIO_GENERAL: 'Riporta le iscrizioni penali e civili del casellario giudiziale.',
    CASELLARIO_CRIMINAL: 'Riporta le sole iscrizioni penali del casellario giudiziale.',
    CASELLARIO_CIVIL: 'Riporta le sole iscrizioni civili del casellario giudiziale.',
    SELECTIVE: 'Riporta le sole iscrizioni pertinenti alla finalità indicata.',
    ELECTORAL: "Riporta le sole iscrizioni che incidono sull'esercizio del diritto elettorale.",
    ADMINISTRATIVE_SANCTIONS: "Riporta le sanzioni amministrative dipendenti da reato iscritte a carico dell'ente.",
    PENDING_PROCEEDINGS:
      'Riporta i procedimenti penali pendenti presso il tribunale di questo ufficio e, se comunicati, presso la procura ' +
      'distrettuale antimafia. Non riporta, tra gli altri, le condanne non definitive con il beneficio della non ' +
      'menzione, i provvedimenti del giudice di pace e le condanne non definitive per reati puniti con la sola pena ' +
      'pecuniaria.',
  },
  outcomes: {
    NIL: { headline: 'NULLA', explanation: 'Non risultano iscrizioni da riportare in questo certificato.' },
    POSITIVE: { headline: 'RISULTANO ISCRIZIONI', explanation: "Esistono iscrizioni a carico dell'intestatario." },
  },
  requestedBy: 'Ente richiedente',
  purpose: 'Finalità',
  protocol: 'Protocollo della richiesta',
  validity: (expiresOn) => `Il presente certificato è valido sei mesi dalla data di rilascio, fino al ${expiresOn}.`,
  verification: (address) =>
    `La validità si verifica con questo codice, senza autenticazione, ${address === null ? 'presso il servizio che lo ha rilasciato.' : `su ${address}`}`,
  verificationCode: 'Codice di verifica',
  qrCode: 'Codice QR per la verifica',
  signedBy: (signer) => `Firmato digitalmente (PAdES) da: ${signer}`,
  signature: "Firma dell'attestazione (Ed25519)",
  fields: {
    surname: 'Cognome',
    name: 'Nome',
    birth: 'Data e luogo di nascita',
    taxCode: 'Codice fiscale',
    fatherName: 'Paternità',
    entityName: 'Denominazione',
    legalForm: 'Forma giuridica',
    registeredSeat: 'Sede legale',
  },
};

const GERMAN: CertificateWording = {
  ministry: 'JUSTIZMINISTERIUM',
  system: 'Informationssystem des Strafregisters',
  watermark: 'SYNTHETISCH — OHNE RECHTSWERT',
  titles: {
    CASELLARIO_GENERAL: 'Allgemeine Bescheinigung aus dem Strafregister',
    CASELLARIO_CRIMINAL: 'Strafrechtliche Bescheinigung aus dem Strafregister',
    CASELLARIO_CIVIL: 'Zivilrechtliche Bescheinigung aus dem Strafregister',
    SELECTIVE: 'Selektive Bescheinigung aus dem Strafregister',
    ELECTORAL: 'Bescheinigung aus dem Strafregister für Wahlzwecke',
    ADMINISTRATIVE_SANCTIONS: 'Bescheinigung aus dem Verzeichnis der Verwaltungssanktionen aufgrund von Straftaten',
    PENDING_PROCEEDINGS: 'Bescheinigung über anhängige Strafverfahren',
  },
  number: 'Bescheinigung Nr.',
  issuedOn: 'ausgestellt am',
  subject: 'Auf den Namen',
  register: (kind) =>
    kind === 'ADMINISTRATIVE_SANCTIONS'
      ? 'Es wird bescheinigt, dass im Verzeichnis der Verwaltungssanktionen aufgrund von Straftaten aufscheint:'
      : kind === 'PENDING_PROCEEDINGS'
        ? 'Es wird bescheinigt, dass im Register der Strafanzeigen dieses Amtes aufscheint:'
        : 'Es wird bescheinigt, dass in der Datenbank des Strafregisters aufscheint:',
  contents: {
    CASELLARIO_GENERAL: 'Enthält die straf- und zivilrechtlichen Eintragungen im Strafregister.',
    CASELLARIO_CRIMINAL: 'Enthält nur die strafrechtlichen Eintragungen im Strafregister.',
    CASELLARIO_CIVIL: 'Enthält nur die zivilrechtlichen Eintragungen im Strafregister.',
    SELECTIVE: 'Enthält nur die Eintragungen, die für den angegebenen Zweck erheblich sind.',
    ELECTORAL: 'Enthält nur die Eintragungen, die das Wahlrecht berühren.',
    ADMINISTRATIVE_SANCTIONS:
      'Enthält die Verwaltungssanktionen aufgrund von Straftaten, die zulasten der Körperschaft eingetragen sind.',
    PENDING_PROCEEDINGS:
      'Enthält die Strafverfahren, die beim Gericht dieses Amtes und, sofern mitgeteilt, bei der Bezirksstaatsanwaltschaft ' +
      'für Mafiabekämpfung anhängig sind. Nicht enthalten sind unter anderem nicht rechtskräftige Verurteilungen mit ' +
      'Nichterwähnung, Maßnahmen des Friedensgerichts und nicht rechtskräftige Verurteilungen wegen Straftaten, die nur ' +
      'mit Geldstrafe bedroht sind.',
  },
  outcomes: {
    NIL: {
      headline: 'NICHTS',
      explanation: 'Es gibt keine Eintragungen, die in dieser Bescheinigung anzuführen sind.',
    },
    POSITIVE: {
      headline: 'EINTRAGUNGEN VORHANDEN',
      explanation: 'Es bestehen Eintragungen zulasten der genannten Person.',
    },
  },
  requestedBy: 'Ersuchende Körperschaft',
  purpose: 'Zweck',
  protocol: 'Protokoll des Antrags',
  validity: (expiresOn) => `Diese Bescheinigung ist sechs Monate ab Ausstellung gültig, bis zum ${expiresOn}.`,
  verification: (address) =>
    `Die Gültigkeit wird mit diesem Code ohne Anmeldung überprüft ${address === null ? 'beim ausstellenden Dienst.' : `auf ${address}`}`,
  verificationCode: 'Prüfcode',
  qrCode: 'QR-Code zur Überprüfung',
  signedBy: (signer) => `Digital signiert (PAdES) von: ${signer}`,
  signature: 'Signatur der Bestätigung (Ed25519)',
  fields: {
    surname: 'Nachname',
    name: 'Vorname',
    birth: 'Geburtsdatum und -ort',
    taxCode: 'Steuernummer',
    fatherName: 'Name des Vaters',
    entityName: 'Bezeichnung',
    legalForm: 'Rechtsform',
    registeredSeat: 'Rechtssitz',
  },
};

export const CERTIFICATE_WORDING: Readonly<Record<CertificateLanguage, CertificateWording>> = {
  it: ITALIAN,
  de: GERMAN,
};

/** A day as it is printed: 09/02/2026, in German 09.02.2026. */
export function printedDay(day: IsoDay, language: CertificateLanguage): string {
  const date = italianDate(day);
  return language === 'de' ? date.replaceAll('/', '.') : date;
}

/** The lines that tell who the certificate is about, label and value; what was not given has no line. */
export function subjectLines(subject: SubjectFields, language: CertificateLanguage): [label: string, value: string][] {
  const { surname, name, taxCode, fatherName, entityName, legalForm, registeredSeat } = subject;
  const { fields } = CERTIFICATE_WORDING[language];
  const birthDate = language === 'de' ? subject.birthDate.replaceAll('/', '.') : subject.birthDate;
  const birth = [birthDate, birthPlaceName(subject)].filter(Boolean).join(' — ');
  const values: [SubjectLabel, string][] = entityName
    ? [['entityName', entityName], ['legalForm', legalForm], ['registeredSeat', placeName(registeredSeat)], ['taxCode', taxCode]]
    : [['surname', surname], ['name', name], ['birth', birth], ['taxCode', taxCode], ['fatherName', fatherName]]; // prettier-ignore
  return values.filter(([, value]) => value.trim() !== '').map(([label, value]) => [fields[label], value.trim()]);
}

function birthPlaceName({ birthPlace, birthCountry }: SubjectFields): string {
  return placeName(birthPlace || birthCountry);
}

/** The name of a place with its province, from its Belfiore code; anything else stands as it is. */
function placeName(code: string): string {
  const place = belfiorePlace(code.trim().toUpperCase());
  if (!place) return code;
  return place.province ? `${place.name} (${place.province})` : place.name;
}
