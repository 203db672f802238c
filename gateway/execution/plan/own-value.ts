import type { Data } from '../answer-data.type.js';

export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys that every object inherits: `constructor`, `toString` … may be names of fields, too. */
export function isInherited(key: string): boolean {
  return key in Object.prototype;
}

/** Value under a key of the object itself. Only where `isInherited` says so: a plain read is several times faster. */
export function ownValue(object: Data, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a property whatever its name is: assigning to `__proto__` would change what the object inherits. */
export function setOwn(object: Data, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
  else object[key] = value;
}
