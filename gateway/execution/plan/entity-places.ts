import type { Data } from '../answer-data.type.js';
import type { EntityPath, PlacePath } from './entity-path.js';

/** Where each object at the end of a path is; found out only when there is an error to tell. */
export function placesOf(data: Data, path: EntityPath): ReadonlyMap<Data, PlacePath[]> {
  const places = new Map<Data, PlacePath[]>();
  path.visit(data, (entity, way) => {
    const known = places.get(entity);
    if (known) known.push([...way]);
    else places.set(entity, [[...way]]);
  });
  return places;
}
