import { ERROR_CODES, type ErrorCodeEntry } from '../../schema/error-codes.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { pick, type Language, type Sentence } from './language.js';

/** What the service says of a refusal; every part may be missing in the answer of something that is not ours. */
export interface ServiceError {
  code: string;
  rule?: string;
  message: string;
  messageIt?: string;
  remedy?: string;
  remedyIt?: string;
  correlationId?: string;
  retryable?: boolean;
  [detail: string]: unknown;
}

/** An expected end of a command that is not success: an exit code and what to print. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  readonly sentence: Sentence;
  readonly service: ServiceError | null;

  constructor(exitCode: ExitCode, sentence: Sentence, service: ServiceError | null = null) {
    super(sentence[0]);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
    this.sentence = sentence;
    this.service = service;
  }
}

export function usageFailure(...sentence: Sentence): CliFailure {
  return new CliFailure(EXIT.usage, sentence);
}

export function serviceFailure(error: ServiceError): CliFailure {
  const sentence: Sentence = [error.message, error.messageIt ?? error.message];
  return new CliFailure(error.retryable ? EXIT.unreachable : EXIT.refused, sentence, error);
}

/** What cannot be told apart further: nobody answers, or something that is not the service does. */
export function unreachable(url: string, reason: string): CliFailure {
  return new CliFailure(EXIT.unreachable, [
    `No answer from ${url} (${reason}). Is the service running, and --url right?`,
    `Nessuna risposta da ${url} (${reason}). Il servizio è attivo e --url è corretto?`,
  ]);
}

/** The lines that are printed: code and sentence, remedy, correlation id. */
export function failureLines({ sentence, service }: CliFailure, language: Language): string[] {
  const text = pick(language, sentence);
  if (service === null) return [text];
  // What a dry run would be refused with comes without its remedy.
  const known = (ERROR_CODES as Readonly<Record<string, ErrorCodeEntry>>)[service.code];
  const remedyIt = service.remedyIt ?? known?.remedyIt;
  const remedy = language === 'it' ? remedyIt : (service.remedy ?? known?.remedy);
  const it = language === 'it';
  return [
    `${service.code}: ${text}`,
    ...(service.rule === undefined ? [] : [`${it ? 'regola' : 'rule'}: ${service.rule}`]),
    ...(remedy === undefined ? [] : [`${it ? 'che cosa fare' : 'what to do'}: ${remedy}`]),
    ...(service.correlationId === undefined
      ? []
      : [`${it ? 'identificativo di correlazione' : 'correlation id'}: ${service.correlationId}`]),
  ];
}

/** The same for `--json`. */
export function failureObject({ sentence, service, exitCode }: CliFailure): object {
  return { error: service ?? { message: sentence[0], messageIt: sentence[1] }, exitCode };
}
