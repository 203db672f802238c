import { GraphQLError, Kind } from 'graphql';

/** What graphql-js found wrong with an operation or its variables, in our words. */
export interface InputReason {
  message: string;
  messageIt: string;
  /** Code of the violation; `null` when no value is at fault but the text of the operation. */
  problem: 'REQUIRED' | 'UNKNOWN_FIELD' | 'WRONG_TYPE' | null;
  /** The field of the refused object that is missing, or too many. */
  member?: string;
}

/**
 * The sentence for a client: where graphql-js's own can only hold names of the schema it is kept, where a value may
 * stand in it, another takes its place. Field names that a client made up are repeated only if they look like
 * one, because whoever mixes up key and value sends personal data as a name.
 */
export function inputReason(error: GraphQLError, field: string | null): InputReason {
  const inner = error.originalError instanceof GraphQLError ? error.originalError : error;
  return missing(inner.message) ?? unknown(inner.message) ?? syntax(error) ?? names(error) ?? wrongValue(field);
}

function missing(sentence: string): InputReason | null {
  const field = /^Field "(?:\w+\.)?(\w+)" of required type "[\w![\]]+" was not provided\./.exec(sentence);
  const variable =
    /^Variable "\$(\w+)" of (?:required|non-null) type "[\w![\]]+" (?:was not provided|must not be null)\./;
  const found = field ?? variable.exec(sentence);
  if (found) {
    const [message, member = ''] = found;
    return { message, messageIt: `Il campo "${member}" è obbligatorio.`, problem: 'REQUIRED', member };
  }
  if (!/^Expected non-nullable type "[\w![\]]+" not to be null\./.test(sentence)) return null;
  return { message: 'A value is needed here.', messageIt: 'Il valore è obbligatorio.', problem: 'REQUIRED' };
}

function unknown(sentence: string): InputReason | null {
  const found = /^Field "(\w+)" is not defined by type "(\w+)"\./.exec(sentence);
  if (!found) return null;
  const [whole, member = '', type = ''] = found;
  if (!/^[a-z][A-Za-z]{0,39}$/.test(member)) {
    return {
      message: `A field is not defined by type "${type}".`,
      messageIt: `Un campo non appartiene al tipo "${type}".`,
      problem: 'UNKNOWN_FIELD',
    };
  }
  return {
    message: whole,
    messageIt: `Il campo "${member}" non appartiene al tipo "${type}".`,
    problem: 'UNKNOWN_FIELD',
    member,
  };
}

function syntax({ message, originalError, locations }: GraphQLError): InputReason | null {
  if (!(originalError?.message ?? message).startsWith('Syntax Error')) return null;
  const place = locations?.[0];
  if (!place) return { message: 'Syntax error.', messageIt: 'Errore di sintassi.', problem: null };
  const { line, column } = place;
  return {
    message: `Syntax error at line ${line}, column ${column}.`,
    messageIt: `Errore di sintassi alla riga ${line}, colonna ${column}.`,
    problem: null,
  };
}

/** A sentence that speaks of names only: every node that it points at is no value. */
function names(error: GraphQLError): InputReason | null {
  const nodes = error.nodes ?? [];
  const speaksOfNames =
    nodes.length > 0 &&
    !(error.originalError instanceof GraphQLError) &&
    nodes.every(({ kind }) => !VALUE_KINDS.has(kind)) &&
    error.path === undefined &&
    !error.message.includes('got invalid value') &&
    !LIKE_TAX_CODE.test(error.message);
  if (!speaksOfNames) return null;
  return { message: error.message, messageIt: "L'operazione non è valida.", problem: null };
}

function wrongValue(field: string | null): InputReason {
  if (field === null) {
    return { message: 'The operation is not valid.', messageIt: "L'operazione non è valida.", problem: null };
  }
  return {
    message: `The value of ${field} is not valid.`,
    messageIt: `Il valore di ${field} non è valido.`,
    problem: 'WRONG_TYPE',
  };
}

/** Somebody has put a tax code where a name belongs. */
const LIKE_TAX_CODE = /[a-z]{6}[0-9lmnp-v]{2}[a-z][0-9lmnp-v]{2}[a-z][0-9lmnp-v]{3}[a-z]/i;

const VALUE_KINDS: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);
