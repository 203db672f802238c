import { isEnumType, type GraphQLEnumType, type GraphQLSchema } from 'graphql';
import { DomainError } from '../../../schema/kernel/domain-error.js';

/** whatever is neither PA nor GPS, a private company above all, has no place among the bodies. */
export function noPlaceForPrivateCompanies(): DomainError {
  return new DomainError('BAD_USER_INPUT', {
    rule: 'R-07',
    message:
      'Only public administrations (PA) and operators of public services (GPS) can be recorded; a private company cannot.',
    messageIt:
      'Possono essere censiti solo pubbliche amministrazioni (PA) e gestori di pubblico servizio (GPS), non società private.',
  });
}

/**
 * Lets the kind of a body say why another kind is refused: graphql-js only says that the enum has no such value, and
 * that before any resolver could tell the rule. graphql-js adds the place to whatever a type throws here.
 */
export function sayWhyKindsAreRefused(schema: GraphQLSchema): GraphQLSchema {
  const kind = schema.getType('PublicBodyType');
  if (isEnumType(kind)) refuseOthers(kind);
  return schema;
}

function refuseOthers(kind: GraphQLEnumType): void {
  const parseValue = kind.parseValue.bind(kind);
  kind.parseValue = (value) => {
    if (typeof value === 'string' && !kind.getValue(value)) throw noPlaceForPrivateCompanies();
    return parseValue(value);
  };
}
