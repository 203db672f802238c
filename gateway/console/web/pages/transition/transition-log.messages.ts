import { catalogue } from '../../language/catalogue.js';

/** Of the log of changes, its verification and its export. */
export const TRANSITION_LOG_MESSAGES = catalogue({
  it: {
    'transition.log': 'Registro delle modifiche',
    'transition.log.caption': 'Registro delle modifiche ({count})',
    'transition.log.change': 'Modifica',
    'transition.log.status': 'Esito',
    'transition.log.by': 'Operatore',
    'transition.log.approvedBy': '{by}, approvata da {approvedBy}',
    'transition.verification': 'Verifica del registro',
    'transition.verification.intro':
      'Il registro viene verificato in questo browser, dalla prima registrazione: catena, firme, ricevute conservate. Il servizio non deve essere creduto.',
    'transition.key.served': 'Chiave indicata dal servizio: {id}.',
    'transition.key.none':
      'Questo browser non conserva ancora una chiave: la prima verifica accetta quella del servizio.',
    'transition.key.kept':
      'Questo browser conserva una chiave e {count, plural, one {# ricevuta} other {# ricevute}}, con cui il registro viene confrontato.',
    'transition.key.own': 'Chiave e ricevute ottenute per altra via',
    'transition.key.pem': 'Chiave pubblica (PEM)',
    'transition.key.pem.hint': 'Vuota: la chiave conservata in questo browser.',
    'transition.receipts': 'Ricevute',
    'transition.receipts.hint': 'Una per riga, oltre a quelle conservate in questo browser.',
    'transition.verify': 'Verifica il registro',
    'transition.verifying': 'Verifica in corso: {count} registrazioni.',
    'transition.export': 'Esporta il registro (JSON Lines)',
    'transition.verdict.INTACT':
      'Il registro è integro: {records, plural, one {# registrazione} other {# registrazioni}}, {receipts, plural, one {# ricevuta riscontrata} other {# ricevute riscontrate}}, chiave {keyId}.',
    'transition.verdict.newKey':
      'La chiave {keyId} è stata accettata ora e viene conservata: confrontarla con quella pubblicata dalla gestione.',
    'transition.verdict.otherKey': 'Il servizio indica ora un’altra chiave: chiederne conto alla gestione.',
    'transition.verdict.FAULT': 'Il registro NON è integro.',
    'transition.verdict.KEY_INVALID':
      'Non è una chiave pubblica Ed25519 in formato PEM, oppure questo browser non verifica firme Ed25519.',
    'transition.fault.CHAIN_BROKEN':
      'La catena è interrotta alla registrazione {seq}: modificata, tolta, aggiunta o spostata.',
    'transition.fault.SIGNATURE_INVALID': 'La registrazione {seq} non è firmata con la chiave nota.',
    'transition.fault.REWRITTEN': 'Il registro è stato riscritto: la registrazione {seq} non è quella di una ricevuta.',
    'transition.fault.CUT': 'Il registro è stato troncato: manca la registrazione {seq}, che esisteva.',
    'transition.fault.RECEIPT_INVALID': 'Una ricevuta ({seq}) non è valida, o non è firmata con la chiave nota.',
    'transition.fault.at': 'Data della registrazione: {at}.',
  },
  en: {
    'transition.log': 'Log of changes',
    'transition.log.caption': 'Log of changes ({count})',
    'transition.log.change': 'Change',
    'transition.log.status': 'Outcome',
    'transition.log.by': 'Operator',
    'transition.log.approvedBy': '{by}, approved by {approvedBy}',
    'transition.verification': 'Verification of the log',
    'transition.verification.intro':
      'The log is verified in this browser, from its first record on: chain, signatures, receipts that were kept. The service need not be trusted.',
    'transition.key.served': 'Key as the service names it: {id}.',
    'transition.key.none': 'This browser keeps no key yet: the first verification takes the one of the service.',
    'transition.key.kept':
      'This browser keeps a key and {count, plural, one {# receipt} other {# receipts}}, with which the log is compared.',
    'transition.key.own': 'Key and receipts that you had from elsewhere',
    'transition.key.pem': 'Public key (PEM)',
    'transition.key.pem.hint': 'Empty: the key that this browser keeps.',
    'transition.receipts': 'Receipts',
    'transition.receipts.hint': 'One a line, besides those that this browser keeps.',
    'transition.verify': 'Verify the log',
    'transition.verifying': 'Verifying: {count} records.',
    'transition.export': 'Export the log (JSON lines)',
    'transition.verdict.INTACT':
      'The log is intact: {records, plural, one {# record} other {# records}}, {receipts, plural, one {# receipt} other {# receipts}} found in it, key {keyId}.',
    'transition.verdict.newKey':
      'Key {keyId} was taken on trust and is kept from now on: compare it with the one that operations publish.',
    'transition.verdict.otherKey': 'The service now names another key: ask operations why.',
    'transition.verdict.FAULT': 'The log is NOT intact.',
    'transition.verdict.KEY_INVALID':
      'This is no Ed25519 public key in PEM, or this browser does not verify Ed25519 signatures.',
    'transition.fault.CHAIN_BROKEN': 'The chain is broken at record {seq}: it was changed, taken out, put in or moved.',
    'transition.fault.SIGNATURE_INVALID': 'Record {seq} is not signed by the known key.',
    'transition.fault.REWRITTEN': 'The log was rewritten: record {seq} is not the one of a receipt.',
    'transition.fault.CUT': 'The log was cut: there was a record {seq}, and it is not there.',
    'transition.fault.RECEIPT_INVALID': 'A receipt ({seq}) is none, or was not signed by the known key.',
    'transition.fault.at': 'Time of the record: {at}.',
  },
});
