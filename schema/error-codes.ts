/* eslint-disable max-lines -- one table, to be read as one */
/**
 * Every error code that a client can meet: what it means, the rule behind it, what to do. `ERROR_CODES.md` is
 * generated from this table. Sentences hold no personal data; where a fact belongs in one (a day, a list of legal
 * states), the code that raises it replaces the sentence.
 */
export interface ErrorCodeEntry {
  /** Rule of domain.md, or the protocol page for the codes of massivo files. */
  rule: string;
  message: string;
  messageIt: string;
  /** What the client is to do now. */
  remedy: string;
  remedyIt: string;
  /** Whether the same call may succeed later without being changed. */
  retryable: boolean;
  httpStatus: number;
}

type Sentences = [en: string, it: string];

const entry = (
  [rule, httpStatus]: [rule: string, httpStatus: number],
  [message, messageIt]: Sentences,
  [remedy, remedyIt]: Sentences,
  retryable = false,
): ErrorCodeEntry => ({ rule, httpStatus, message, messageIt, remedy, remedyIt, retryable });

const correctFile: Sentences = ['Correct the file and send it again.', 'Correggere il file e inviarlo di nuovo.'];
const correctInput: Sentences = [
  'Correct the request and send it again.',
  'Correggere la richiesta e inviarla di nuovo.',
];
const later: Sentences = ['Try again in a while.', 'Riprovare tra qualche minuto.'];
const reread: Sentences = [
  'Read the present state and decide again.',
  'Rileggere lo stato attuale e decidere di nuovo.',
];
const file = (en: string, it: string, remedy: Sentences = correctFile): ErrorCodeEntry =>
  entry(['MASSIVA v1', 422], [en, it], remedy);

const GENERAL = {
  UNAUTHENTICATED: entry(
    ['R-11', 401],
    ['Sign-in is required, or the token is not valid.', 'È necessario autenticarsi, oppure il token non è valido.'],
    ['Sign in with SPID, CIE or CNS and send the access token.', 'Accedere con SPID, CIE o CNS e inviare il token.'],
  ),
  FORBIDDEN: entry(
    ['R-61', 403],
    ['You may not see or do this.', 'Operazione o dato non consentiti al chiamante.'],
    ['Ask the contact person of the body or the office.', "Rivolgersi al referente dell'ente o all'ufficio."],
  ),
  UNAUTHORIZED_FIELD_OR_TYPE: entry(
    ['R-61', 403],
    [
      'Unauthorized field or type: the caller may not have this part of the answer.',
      'Campo o tipo non autorizzato: il chiamante non può ottenere questa parte della risposta.',
    ],
    [
      'Ask without it, or sign in as somebody who may have it.',
      'Non richiederlo, oppure accedere con un profilo che ne abbia diritto.',
    ],
  ),
  NOT_FOUND: entry(
    ['api', 404],
    ['There is nothing under this identifier.', 'Nessun elemento con questo identificativo.'],
    ['Check the identifier.', "Verificare l'identificativo."],
  ),
  BAD_USER_INPUT: entry(['R-16', 400], ['The request is not valid.', 'La richiesta non è valida.'], correctInput),
  PAYLOAD_TOO_LARGE: entry(
    ['api', 413],
    ['The request is larger than the limit.', 'La richiesta supera il limite di dimensione.'],
    ['Split it into several requests.', 'Suddividerla in più richieste.'],
  ),
  UNSUPPORTED_MEDIA_TYPE: entry(
    ['api', 415],
    ['The file must be sent as text/plain.', 'Il file deve essere inviato come text/plain.'],
    correctInput,
  ),
  REQUEST_INCOMPLETE: entry(
    ['api', 400],
    [
      'The connection ended before the whole file was received; nothing was kept.',
      'La connessione è terminata prima della fine del file; nulla è stato conservato.',
    ],
    ['Send the file again.', 'Inviare di nuovo il file.'],
    true,
  ),
  DEADLINE_EXCEEDED: entry(
    ['api', 504],
    ['The answer took too long.', 'La risposta ha richiesto troppo tempo.'],
    later,
    true,
  ),
  SERVICE_BUSY: entry(['api', 503], ['Too many requests are under way.', 'Troppe richieste in corso.'], later, true),
  SUBGRAPH_UNAVAILABLE: entry(
    ['api', 503],
    ['A part of the service does not answer.', 'Una parte del servizio non risponde.'],
    later,
    true,
  ),
  PERSONAL_DATA_KEY_MISSING: entry(
    ['R-60', 503],
    [
      'This datum is sealed with a key that the service does not have.',
      'Il dato è cifrato con una chiave di cui il servizio non dispone.',
    ],
    [
      'Tell the help desk the correlation id; everything else can be read as before.',
      "Comunicare all'assistenza l'identificativo di correlazione; gli altri dati restano consultabili.",
    ],
  ),
  STORE_UNAVAILABLE: entry(
    ['R-27', 503],
    [
      'The database cannot be reached, so nothing was decided.',
      'La base dati non è raggiungibile: nulla è stato deciso.',
    ],
    later,
    true,
  ),
  INTERNAL: entry(
    ['R-60', 500],
    ['Something failed on our side.', 'Si è verificato un errore interno.'],
    ['Report the correlation id to the help desk.', "Comunicare l'identificativo di correlazione all'help desk."],
    true,
  ),
  IDEMPOTENCY_CONFLICT: entry(
    ['R-32', 409],
    [
      'This client request id was used before with other content.',
      'Questo identificativo di richiesta è già stato usato con altro contenuto.',
    ],
    ['Use a new client request id.', 'Usare un nuovo identificativo di richiesta.'],
  ),
} as const;

/** How a request to the graph itself can be wrong, by the names that clients of Apollo know. */
const GRAPH = {
  BAD_REQUEST: entry(
    ['api', 400],
    ['This is not a well-formed request.', 'La richiesta HTTP non è ben formata.'],
    correctInput,
  ),
  METHOD_NOT_ALLOWED: entry(
    ['api', 405],
    [
      'Queries are sent by POST; GET serves persisted queries only.',
      'Le interrogazioni si inviano con POST; GET serve solo interrogazioni registrate.',
    ],
    ['Send the query by POST.', "Inviare l'interrogazione con POST."],
  ),
  GRAPHQL_PARSE_FAILED: entry(
    ['api', 400],
    ['The text of the query cannot be read.', "Il testo dell'interrogazione non è leggibile."],
    correctInput,
  ),
  GRAPHQL_VALIDATION_FAILED: entry(
    ['api', 400],
    ['The query does not fit the schema.', "L'interrogazione non è conforme allo schema."],
    correctInput,
  ),
  OPERATION_RESOLUTION_FAILURE: entry(
    ['api', 400],
    ['The operation to run cannot be told from the request.', 'Non è chiaro quale operazione eseguire.'],
    ['Name one operation of the document.', 'Indicare una sola operazione del documento.'],
  ),
  PERSISTED_QUERY_NOT_FOUND: entry(
    ['api', 200],
    ['PersistedQueryNotFound', 'Interrogazione registrata non trovata.'],
    ['Send the whole query once, by POST.', "Inviare una volta l'intera interrogazione con POST."],
    true,
  ),
  PERSISTED_QUERY_NOT_IN_LIST: entry(
    ['api', 403],
    [
      'This operation is not on the list of operations that are served here.',
      "Questa operazione non è nell'elenco delle operazioni ammesse.",
    ],
    [
      "Use an operation of the list, or have your client's list registered.",
      "Usare un'operazione dell'elenco, oppure far registrare l'elenco del proprio client.",
    ],
  ),
  QUERY_TOO_COSTLY: entry(
    ['api', 400],
    ['The operation is larger than one may be.', "L'operazione supera i limiti di dimensione."],
    [
      'Ask for less at a time: smaller pages, fewer fields.',
      'Chiedere meno per volta: pagine più piccole, meno campi.',
    ],
  ),
  RATE_LIMITED: entry(
    ['api', 429],
    ['Too many requests came in a short time.', 'Troppe richieste in poco tempo.'],
    ['Wait as long as Retry-After says.', 'Attendere il tempo indicato da Retry-After.'],
    true,
  ),
  IDENTITY_PROVIDER_UNAVAILABLE: entry(
    ['R-11', 503],
    [
      'The keys of the identity provider cannot be read, so the token cannot be checked.',
      'Le chiavi del fornitore di identità non sono raggiungibili: il token non può essere verificato.',
    ],
    later,
    true,
  ),
} as const;

const CHANNEL = {
  CHANNEL_NOT_YET_OPEN: entry(
    ['R-02', 409],
    [
      'The direct channel is not open yet at this office.',
      "Il canale dell'accordo diretto non è ancora aperto presso questo ufficio.",
    ],
    ['Wait for the opening date, or use massivo until its last day.', 'Attendere la data di apertura.'],
    true,
  ),
  PURPOSE_NOT_COVERED: entry(
    ['R-05', 409],
    [
      'The active agreement does not cover this purpose or kind of certificate.',
      "L'accordo attivo non copre questa finalità o questo tipo di certificato.",
    ],
    ['Ask the office to extend the agreement.', "Chiedere all'ufficio l'estensione dell'accordo."],
  ),
  AGREEMENT_REQUIRED: entry(
    ['R-05', 409],
    [
      'There is no active agreement with the competent office.',
      "Non esiste un accordo diretto attivo con l'ufficio competente.",
    ],
    ['Sign a direct agreement with the competent office.', "Stipulare un accordo diretto con l'ufficio competente."],
  ),
  MASSIVO_DISMISSED: entry(
    ['R-23', 409],
    ['Massivo no longer accepts requests.', 'Il massivo non accetta più richieste.'],
    [
      'Sign a direct agreement with the competent office and use the new service.',
      "Stipulare un accordo diretto con l'ufficio competente e usare il nuovo servizio.",
    ],
  ),
  LANGUAGE_NOT_AVAILABLE: entry(
    ['R-30', 409],
    [
      'German is available only at the office of Bolzano/Bozen.',
      "Il tedesco è disponibile solo presso l'ufficio di Bolzano/Bozen.",
    ],
    correctInput,
  ),
} as const;

const MASSIVO_FILE = {
  'AUT-001': file('The sender is not known.', 'Mittente sconosciuto.', [
    'Use the IPA code and the office of the body.',
    "Usare il codice IPA e l'ufficio competente dell'ente.",
  ]),
  'AUT-002': file('The purpose is not authorised.', 'Finalità non autorizzata.'),
  'FIR-001': file(
    'The file is not complete or its hash does not match.',
    "Il file non è completo o l'impronta non corrisponde.",
  ),
  'OBB-001': file(
    'A mandatory field of the header is missing or malformed.',
    "Un campo obbligatorio dell'intestazione manca o è malformato.",
  ),
  'TES-001': file('The protocol number or date is missing or bad.', 'Numero o data di protocollo mancanti o errati.'),
  'TES-002': file(
    'This kind of certificate cannot be asked for with a massivo file.',
    'Tipo di certificato non ammesso.',
  ),
  'TES-003': file(
    'The number of subjects does not match the closing record.',
    'Il numero dei nominativi non corrisponde al record di chiusura.',
  ),
  'TES-004': file(
    'A request with this id was already received.',
    'Una richiesta con questo identificativo è già stata ricevuta.',
    ['Use a new request id in the header.', "Usare un nuovo identificativo nell'intestazione."],
  ),
  'TES-005': file('The file has more subjects than allowed.', 'Il file supera il numero massimo di nominativi.', [
    'Split the file.',
    'Suddividere il file.',
  ]),
  'TES-006': file(
    'German was asked of an office other than Bolzano/Bozen.',
    'Lingua tedesca richiesta a un ufficio diverso da Bolzano/Bozen.',
  ),
  'DIS-001': file('Massivo is switched off.', 'Il massivo è stato dismesso.', [
    'Sign a direct agreement with the competent office.',
    "Stipulare un accordo diretto con l'ufficio competente.",
  ]),
  'SIC-001': {
    ...file('Processing failed at the office.', "Elaborazione fallita presso l'ufficio.", later),
    retryable: true,
  },
} as const;

const TRANSITION = {
  STALE_VERSION: entry(
    ['R-22', 409],
    ['The flag was changed since it was read.', 'Lo stato è cambiato dopo la lettura.'],
    reread,
  ),
  ILLEGAL_TRANSITION: entry(
    ['R-20', 409],
    ['This change is not legal from the present state.', 'Cambio non ammesso dallo stato attuale.'],
    reread,
  ),
  CONFIRMATION_REQUIRED: entry(
    ['R-27', 409],
    [
      'The database may be an older copy; massivo opens again once an operator has confirmed it.',
      'La base dati può essere una copia meno recente; il massivo riapre dopo la conferma di un operatore.',
    ],
    [
      'Compare the log with the receipts that were kept, then confirm the database.',
      'Confrontare il registro con le ricevute conservate, poi confermare la base dati.',
    ],
  ),
  NOTHING_TO_CONFIRM: entry(
    ['R-27', 409],
    ['This database needs no confirmation.', 'Questa base dati non richiede conferma.'],
    reread,
  ),
  EXTENSION_REQUIRED: entry(
    ['R-24', 409],
    [
      'After the last day massivo opens again only with an extension.',
      "Dopo l'ultimo giorno il massivo può riaprire solo con una proroga.",
    ],
    [
      'Extend the transition with the number of the act first.',
      "Prorogare prima il periodo transitorio con gli estremi dell'atto.",
    ],
  ),
  IN_FLIGHT: entry(
    ['R-25', 409],
    ['Massivo items are still in flight in this scope.', 'Ci sono ancora nominativi in lavorazione sul massivo.'],
    [
      'Wait until they end, or force the closing with a reason.',
      'Attendere la fine oppure forzare la chiusura con motivazione.',
    ],
  ),
  OWN_APPROVAL: entry(
    ['R-24', 403],
    ['Nobody approves their own change.', 'Nessuno può approvare la propria modifica.'],
    ['Ask a second operator.', 'Chiedere a un secondo operatore.'],
  ),
  CHANGE_NOT_PENDING: entry(
    ['R-24', 409],
    ['This change is no longer pending.', 'Questa modifica non è più in attesa.'],
    reread,
  ),
  TRANSITION_BUSY: entry(
    ['R-23', 503],
    [
      'The flag could not be read in time, so nothing was decided.',
      'Lo stato non è stato letto in tempo: nulla è stato deciso.',
    ],
    later,
    true,
  ),
} as const;

const BATCH = {
  ILLEGAL_BATCH_ACTION: entry(
    ['R-34', 409],
    ['The batch does not allow this in its present state.', 'Operazione non ammessa nello stato attuale del lotto.'],
    ['Choose one of the legal actions of the batch.', 'Scegliere una delle operazioni ammesse per il lotto.'],
  ),
} as const;

const RESUBMISSION = {
  NOTHING_TO_RESUBMIT: entry(
    ['R-25', 409],
    ['No item of this request was abandoned.', 'Nessun nominativo di questa richiesta è stato abbandonato.'],
    ['Nothing is to be done.', 'Nessuna azione necessaria.'],
  ),
  PINNED_TO_MASSIVO: entry(
    ['R-21', 409],
    [
      'The body is pinned to massivo, so what was abandoned there cannot go onto the direct channel.',
      "L'ente è vincolato al massivo: i nominativi abbandonati non possono passare all'accordo diretto.",
    ],
    ['Ask operations to unpin the body.', "Chiedere agli operatori di rimuovere il vincolo dell'ente."],
  ),
} as const;

const AGREEMENT = {
  ILLEGAL_STATUS_CHANGE: entry(
    ['R-08', 409],
    ['The agreement cannot go to this status from its present one.', "L'accordo non può passare a questo stato."],
    ['Follow the legal next statuses of the agreement.', "Seguire gli stati successivi ammessi per l'accordo."],
  ),
  AGREEMENT_OVERLAP: entry(
    ['R-09', 409],
    [
      'Another agreement of this office and body covers part of the period.',
      "Un altro accordo tra l'ufficio e l'ente copre parte del periodo.",
    ],
    ['Choose other dates, or renew the present agreement.', "Scegliere altre date o rinnovare l'accordo esistente."],
  ),
  DELEGATION_REFUSED: entry(
    ['R-07', 409],
    [
      'Requests cannot be delegated to another body or company.',
      'La gestione delle richieste non può essere delegata.',
    ],
    ['Name a contact person of the body itself.', "Indicare un referente dell'ente stesso."],
  ),
} as const;

/** The counter for carichi pendenti: who may apply, where, for how much, and what operators do there. */
const COUNTER = {
  DISTRICT_UNKNOWN: entry(
    ['R-40', 409],
    [
      'The table of municipalities does not say to which office this one belongs.',
      'La tabella dei comuni non indica a quale ufficio appartiene questo comune.',
    ],
    [
      'Ask the municipality or the help desk which court it belongs to; operations can import the table.',
      "Chiedere al comune o all'help desk il tribunale competente; la tabella può essere importata.",
    ],
  ),
  JUVENILE_OFFICE_COMPETENT: entry(
    ['R-40', 409],
    [
      "A certificate on a person under 18 is asked of the prosecutor's office at the juvenile court.",
      'Il certificato di un minore di 18 anni si chiede alla Procura presso il Tribunale per i minorenni.',
    ],
    [
      "Apply to the prosecutor's office at the juvenile court.",
      'Presentare la richiesta alla Procura della Repubblica presso il Tribunale per i minorenni.',
    ],
  ),
  EXEMPTION_EVIDENCE_REQUIRED: entry(
    ['R-41', 400],
    ['An exemption is granted on evidence only.', "L'esenzione spetta solo se documentata."],
    [
      'State the evidence: the file number of the proceedings, or the declaration of the organisation.',
      "Indicare la prova: numero del procedimento oppure dichiarazione dell'ente.",
    ],
  ),
  EXEMPTION_PURPOSE_REQUIRED: entry(
    ['R-41', 400],
    [
      'Evidence was given without the purpose that exempts.',
      "È stata indicata la prova ma non la finalità che dà diritto all'esenzione.",
    ],
    ['State the purpose (exemption) as well.', 'Indicare anche la finalità (titolo di esenzione).'],
  ),
  FEES_UNKNOWN: entry(
    ['R-41', 400],
    ['The amounts of that day are not in the table.', 'Gli importi di quel giorno non sono nella tabella.'],
    ['Give a day from which on amounts are known.', 'Indicare un giorno per il quale gli importi sono noti.'],
  ),
  APPLICANT_NOT_ENTITLED: entry(
    ['R-42', 409],
    [
      'Whoever applies so may not ask for this certificate.',
      'Il richiedente non è legittimato a chiedere questo certificato.',
    ],
    [
      'Let the application be made by whom the rule names.',
      'La richiesta va presentata da chi è indicato dalla regola.',
    ],
  ),
  JUDGE_AUTHORISATION_REQUIRED: entry(
    ['R-42', 409],
    [
      'A certificate on the victim or a witness needs the authorisation of the judge of the proceedings.',
      "Il certificato sulla persona offesa o sul testimone richiede l'autorizzazione del giudice che procede.",
    ],
    ["Obtain the judge's authorisation first.", "Ottenere prima l'autorizzazione del giudice."],
  ),
  SUBMISSION_NOT_ADMITTED: entry(
    ['R-42', 409],
    [
      'The application cannot be handed in this way in this case.',
      'In questo caso la richiesta non può essere presentata in questo modo.',
    ],
    ['Use a way that is admitted.', 'Usare una modalità ammessa.'],
  ),
  IDENTITY_DOCUMENT_REQUIRED: entry(
    ['R-42', 409],
    [
      'The person concerned needs a valid identity document.',
      "L'interessato deve avere un documento di identità valido.",
    ],
    [
      'Produce a valid identity document, or apply through a delegate.',
      "Esibire un documento di identità valido oppure delegare un'altra persona.",
    ],
  ),
  COUNTER_ITEM_TAKEN: entry(
    ['R-45', 409],
    ['Another operator has taken this request up.', 'La richiesta è già stata presa in carico da un altro operatore.'],
    reread,
  ),
  COUNTER_ITEM_NOT_TAKEN_UP: entry(
    ['R-45', 409],
    ['Nobody has taken this request up yet.', 'La richiesta non è ancora stata presa in carico.'],
    ['Take it up first.', 'Prendere prima in carico la richiesta.'],
  ),
  COUNTER_ITEM_ENDED: entry(
    ['R-45', 409],
    ['This request has come to its end already.', 'La richiesta è già conclusa.'],
    reread,
  ),
  COUNTER_REQUEST_REJECTED: entry(
    ['R-45', 409],
    ['The office has rejected the request.', "L'ufficio ha respinto la richiesta."],
    ["Read the office's reason and ask again.", "Leggere la motivazione dell'ufficio e ripresentare la richiesta."],
  ),
} as const;

const REVOCATION = {
  CERTIFICATE_ALREADY_REVOKED: entry(
    ['R-35', 409],
    [
      'This certificate has been revoked already; nothing was changed.',
      'Il certificato è già stato revocato: nulla è cambiato.',
    ],
    reread,
  ),
  CERTIFICATE_REVOKED: entry(
    ['R-35', 410],
    [
      'This certificate has been revoked; its document is no longer handed out.',
      'Il certificato è stato revocato: il documento non è più disponibile.',
    ],
    [
      'Read the reason of the revocation, and ask for a new certificate.',
      'Leggere il motivo della revoca e richiedere un nuovo certificato.',
    ],
  ),
} as const;

const RETENTION = {
  DOCUMENT_ERASED: entry(
    ['R-62', 410],
    [
      'The PDF of this certificate has been erased at the end of its retention; the certificate itself can still be verified.',
      'Il PDF del certificato è stato cancellato al termine del periodo di conservazione; il certificato resta verificabile.',
    ],
    [
      'Use the copy that was downloaded; if there is none, ask for a new certificate.',
      'Usare la copia scaricata; se manca, richiedere un nuovo certificato.',
    ],
  ),
} as const;

/** The table, by code. */
export const ERROR_CODES = {
  ...GENERAL,
  ...GRAPH,
  ...CHANNEL,
  ...MASSIVO_FILE,
  ...TRANSITION,
  ...BATCH,
  ...RESUBMISSION,
  ...AGREEMENT,
  ...COUNTER,
  ...REVOCATION,
  ...RETENTION,
} satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}
