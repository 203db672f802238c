import { belfiorePlace, belfiorePlaces, inForceAt } from '../../../schema/kernel/belfiore.js';

const inForce = (code: string, day: number): boolean => {
  const place = belfiorePlace(code);
  return place !== undefined && inForceAt(place, day);
};

describe('Belfiore places', () => {
  it('knows every place of the data set by its code', () => {
    const places = [...belfiorePlaces()];
    expect(places).toHaveLength(10_063);
    expect(new Set(places.map((place) => place.code)).size).toBe(10_063);
    expect(places.filter((place) => !/^[A-Z]\d{3}$/.test(place.code) || !place.name)).toEqual([]);
  });

  it('says what a municipality and a state are', () => {
    expect(belfiorePlace('H501')).toEqual({
      code: 'H501',
      name: 'Roma',
      isForeignState: false,
      province: 'RM',
      createdOn: 18840911,
    });
    expect(belfiorePlace('Z110')).toEqual({ code: 'Z110', name: 'Francia', isForeignState: true });
    expect(belfiorePlace('A012')).toMatchObject({ name: 'Abetone', ceasedOn: 20170101 });
  });

  it.each(['Y999', 'Z000', 'h501', 'H5O1', '', 'H501 ', 'M999', '__proto__'])('knows no place "%s"', (code) => {
    expect(belfiorePlace(code)).toBeUndefined();
  });

  it.each([
    ['C744', 'Città della Pieve'],
    ['C294', 'Châtillon'],
    ['M356', 'Contà'],
    ['M273', 'Santa Maria la Carità'],
    ['H275', 'Riccò del Golfo di Spezia'],
    ['Z106', 'Stato della Città del Vaticano'],
    ['Z108', 'Isole Fær Øer'],
  ])('writes the name of %s as it is written: %s', (code, name) => {
    expect(belfiorePlace(code)?.name).toBe(name);
  });

  it.each([
    ['M351', 20151231, false],
    ['M351', 20160101, true],
    ['A012', 20161231, true],
    ['A012', 20170101, false],
    ['Z118', 20031231, true],
    ['Z118', 20040101, false],
  ])('R-31 NOM-004: %s in force at %i is %s', (code, day, expected) => {
    expect(inForce(code, day)).toBe(expected);
  });

  it.each(['Z149', 'Z158', 'Z252', 'Z907', 'Z246'])(
    'R-31 NOM-004: birth in the state %s before its independence is good',
    (code) => {
      expect(inForce(code, 19400101)).toBe(true);
    },
  );

  it.each([
    ['G888', 'Pordenone'],
    ['E335', 'Isernia'],
    ['G113', 'Oristano'],
  ])('R-31 NOM-004: %s (%s) is older than its province', (code) => {
    expect(inForce(code, 19500101)).toBe(true);
  });
});
