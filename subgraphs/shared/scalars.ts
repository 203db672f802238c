import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isIsoDay, type IsoDay } from '../../schema/kernel/clock.js';
import { DomainError } from '../../schema/kernel/domain-error.js';

/** `Date`: a calendar day in Europe/Rome, the text `yyyy-mm-dd` in the graph and in code (`IsoDay`). */
export const DayScalar = new GraphQLScalarType<IsoDay, IsoDay>({
  name: 'Date',
  description: 'A calendar day in Europe/Rome, written `yyyy-mm-dd` (data).',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  parseValue: parseDay,
  parseLiteral: (node) => parseDay(textOf(node)),
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
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(textOf(node)),
  serialize(value) {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new TypeError('a DateTime field was resolved to something that is no instant');
  },
});

function parseDay(value: unknown): IsoDay {
  if (typeof value !== 'string') throw badDay('A day must be a text', 'Il giorno deve essere un testo');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) throw badDay('A day is not written so', 'Formato della data non valido');
  if (!isIsoDay(value)) throw badDay('This day is not in the calendar', 'Il giorno non esiste nel calendario');
  return value;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function parseInstant(value: unknown): Date {
  if (typeof value !== 'string') throw badInstant('An instant must be a text', "L'istante deve essere un testo");
  const day = INSTANT.exec(value)?.[1];
  if (!day) throw badInstant('An instant is not written so', "Formato dell'istante non valido");
  const instant = new Date(value.toUpperCase());
  if (!isIsoDay(day) || Number.isNaN(instant.getTime())) {
    throw badInstant('This instant is not in the calendar', "L'istante non esiste nel calendario");
  }
  return instant;
}

/** The value itself is never repeated: a birth date may have been put there. */
function badDay(en: string, it: string): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    message: `${en}: write yyyy-mm-dd, for example 2026-02-09.`,
    messageIt: `${it}: scrivere aaaa-mm-gg, per esempio 2026-02-09.`,
  });
}

function badInstant(en: string, it: string): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    message: `${en}: write RFC 3339 with an offset, for example 2026-02-09T10:00:00+01:00.`,
    messageIt: `${it}: scrivere RFC 3339 con lo scarto, per esempio 2026-02-09T10:00:00+01:00.`,
  });
}

function textOf(node: ValueNode): unknown {
  return node.kind === Kind.STRING ? node.value : undefined;
}
