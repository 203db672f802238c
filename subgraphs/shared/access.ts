/**
 * Who may ask for a query, mutation, field or type, as far as that depends on the caller alone. Each decorator writes
 * `@authenticated`, `@requiresScopes` and `@policy` into the subgraph's schema; composition carries them into the
 * supergraph, and the gateway takes out of an operation what its caller may not have before it is planned
 * (docs/authorization.md). Whether the body or the office is the caller's own is checked by the services on top of that
 * (authorization.rules.ts): only they know whose the data are.
 */
import { Directive } from 'type-graphql';
import { ACCESS_POLICIES, ACCESS_SCOPES } from '../../schema/access.js';

type AnyDecorator = ReturnType<typeof Directive>;
type Scope = (typeof ACCESS_SCOPES)[keyof typeof ACCESS_SCOPES];

const { contact, operator, operations } = ACCESS_SCOPES;

/** Persons who have signed in, with level 2 at least: everybody but dashboards. */
export const ForSignedIn = (): AnyDecorator => forAnyOf(contact, operator, operations);

/** Contact persons of bodies. */
export const ForContacts = (): AnyDecorator => forAnyOf(contact);

/** Operators of offices. */
export const ForOperators = (): AnyDecorator => forAnyOf(operator);

/** Operations staff. */
export const ForOperations = (): AnyDecorator => forAnyOf(operations);

/** Operators and operations staff. */
export const ForStaff = (): AnyDecorator => forAnyOf(operator, operations);

/** Data of persons: never for operations, who see counts and ids only. */
export const ForPersonalData = (): AnyDecorator => forAnyOf(contact, operator);

function forAnyOf(...scopes: Scope[]): AnyDecorator {
  const listed = scopes.map((scope) => `["${scope}"]`).join(', ');
  const decorators = [
    Directive('@authenticated'),
    Directive(`@requiresScopes(scopes: [${listed}])`),
    Directive(`@policy(policies: [["${ACCESS_POLICIES.signInLevel2}"]])`),
  ];
  return (...target: unknown[]) => {
    for (const decorate of decorators) (decorate as (...args: unknown[]) => void)(...target);
  };
}
