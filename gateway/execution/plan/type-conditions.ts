import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

const FRAGMENT = '... on ';

/** Whether an object that calls itself `typeName` is selected by `... on condition`. */
export function isOfType(schema: GraphQLSchema, typeName: string, condition: string): boolean {
  if (typeName === condition) return true;
  const type = schema.getType(typeName);
  const wanted = schema.getType(condition);
  if (!type || !wanted || !isAbstractType(wanted)) return false;
  // An object of an @interfaceObject's subgraph calls itself by the name of the interface.
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type);
}

/** The type of an element `... on T` of a rewrite's path; `null` for the key of a field. */
export function typeOfElement(element: string): string | null {
  return element.startsWith(FRAGMENT) ? element.slice(FRAGMENT.length) : null;
}
