import { catalogue } from '../language/catalogue.js';

/** Sentences of the parts that pages share. */
export const COMPONENT_MESSAGES = catalogue({
  it: {
    'pages.label': 'Pagine di: {list}',
    'pages.first': 'Prima pagina',
    'pages.next': 'Pagina successiva',
    'dialog.cancel': 'Annulla',
    'dialog.word': 'Per confermare scrivere {word}',
    'dialog.word.wrong': 'Il testo scritto non è {word}.',
  },
  en: {
    'pages.label': 'Pages of: {list}',
    'pages.first': 'First page',
    'pages.next': 'Next page',
    'dialog.cancel': 'Cancel',
    'dialog.word': 'To confirm, type {word}',
    'dialog.word.wrong': 'What was typed is not {word}.',
  },
});
