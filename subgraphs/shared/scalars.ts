import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { parseIpaCode } from '../../schema/identifiers.js';
import { isIsoDay, type IsoDay } from '../../schema/kernel/clock.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { hasValidCheckCharacter } from '../../schema/kernel/tax-code.rules.js';
import { bodyTaxCodeInputProblem, ipaCodeProblem, personTaxCodeProblem } from './code-problem.rules.js';
import { dayProblem, instantProblem } from './day-problem.rules.js';
import { inputProblem, type InputProblem } from './input-problem.rules.js';

/**
 * The scalars of the graph. Each says what is wrong with a value (which part, never the value: R-60); the field's path
 * is put to it by whoever runs the operation. They are strict: no other spelling of a day, no blanks, no numbers for
 * texts. Codes may come in either case and are handed on as the registers write them.
 *
 * Where the contract spells out `ID` or `String` for a code, the same rules are asked by `InputCheck`. A code of the
 * wrong kind, such as a company's for a person, is for the rules of the domain: they say more than a scalar can.
 */

/** Who is a body, and who is a person of it: what the codes of both go against. */
const WHO_IS_WHO = 'R-07';

/** `Date`: a calendar day in Europe/Rome, the text `yyyy-mm-dd` in the graph and in code (`IsoDay`). */
export const DayScalar = new GraphQLScalarType<IsoDay, IsoDay>({
  name: 'Date',
  description: 'A calendar day in Europe/Rome, written `yyyy-mm-dd`, from the year 1800 on (data).',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  ...reading((value): IsoDay => checked(value, dayProblem(value))),
  serialize(value) {
    if (typeof value === 'string' && isIsoDay(value)) return value;
    throw new TypeError('a Date field was resolved to something that is no ISO day');
  },
});

/** `DateTime`: an instant, RFC 3339 in UTC in the graph, a JavaScript `Date` in code. */
export const InstantScalar = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant, RFC 3339 with an offset: `2026-02-09T10:00:00+01:00` (data e ora).',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  ...reading((value) => new Date(checked(value, instantProblem(value)).toUpperCase())),
  serialize(value) {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new TypeError('a DateTime field was resolved to something that is no instant');
  },
});

/**
 * `TaxCode`: of a person, 16 characters, upper case in code. Eleven digits are read, too, as they are: that a company
 * is no person is refused where a person is asked for, and better than as a wrong length.
 */
export const PersonTaxCodeScalar = new GraphQLScalarType<string, string>({
  name: 'TaxCode',
  description:
    'Tax code of a person: 16 characters with their check character, a birth date that exists and a Belfiore code (codice fiscale).',
  ...reading((value) =>
    checked(
      value,
      textOr(value, (code) => (COMPANY_CODE.test(code) ? null : personTaxCodeProblem(code))),
      WHO_IS_WHO,
    ).toUpperCase(),
  ),
  serialize: (value) => handedOut(value, hasValidCheckCharacter, 'TaxCode'),
});

const COMPANY_CODE = /^\d{11}$/;

/** `BodyTaxCode`: of a public body, 11 digits. Only read: what hands one out is a `String` by contract. */
export const BodyTaxCodeScalar = new GraphQLScalarType<string, string>({
  name: 'BodyTaxCode',
  description: 'Tax code of a body: 11 digits, the last of which checks the others (codice fiscale dell’ente).',
  ...reading((value) => checked(value, textOr(value, bodyTaxCodeInputProblem), WHO_IS_WHO)),
});

/** `IpaCode`: of a public body, lower case in code. */
export const IpaCodeScalar = new GraphQLScalarType<string, string>({
  name: 'IpaCode',
  description: 'Code in the index of public administrations, `c_h501`, in either case (codice IPA).',
  ...reading((value) => parseIpaCode(checked(value, textOr(value, ipaCodeProblem), WHO_IS_WHO)) ?? ''),
  serialize: (value) => handedOut(value, (code) => parseIpaCode(code) === code, 'IpaCode'),
});

/**
 * `EuroCents`: an amount of money, a whole number of cents; never a fraction, never negative. Only handed out: nobody
 * tells us an amount.
 */
export const EuroCentsScalar = new GraphQLScalarType<number, number>({
  name: 'EuroCents',
  description: 'An amount of money in whole euro cents: `392` is 3,92 euro (importo in centesimi).',
  serialize(value) {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_CENTS) return value;
    throw new TypeError('an EuroCents field was resolved to something that is no amount');
  },
});

/** Largest amount: what an `Int` of GraphQL holds, twenty million euro. */
const MOST_CENTS = 2_147_483_647;

/** The same rule for a variable and for a value in the text of the operation. */
function reading<Read>(parse: (value: unknown) => Read): {
  parseValue: (value: unknown) => Read;
  parseLiteral: (node: ValueNode) => Read;
} {
  const parseLiteral = (node: ValueNode): Read => parse(node.kind === Kind.STRING ? node.value : undefined);
  return { parseValue: parse, parseLiteral };
}

/** `problem` becomes the violation's code once the field's path is known (schema/kernel/graphql-errors.ts). */
function refusedValue({ code, message, messageIt }: InputProblem, rule: string | undefined): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    message,
    messageIt,
    details: { problem: code },
    ...(rule !== undefined && { rule }),
  });
}

/** `rule`: what the value goes against; else that of any input that is not written as it must be. */
function checked(value: unknown, problem: InputProblem | null, rule?: string): string {
  if (problem) throw refusedValue(problem, rule);
  return value as string;
}

function textOr(value: unknown, problemOf: (text: string) => InputProblem | null): InputProblem | null {
  if (typeof value === 'string') return problemOf(value);
  return inputProblem('NOT_A_TEXT', 'A text is needed here.', 'Serve un testo.');
}

function handedOut(value: unknown, isOne: (text: string) => boolean, name: string): string {
  if (typeof value === 'string' && isOne(value)) return value;
  throw new TypeError(`a ${name} field was resolved to something that is none`);
}
