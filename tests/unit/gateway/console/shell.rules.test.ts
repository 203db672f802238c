import { failureOf, networkFailure, serviceFailure } from '../../../../gateway/console/web/graph/failure.rules.js';
import { chosenLanguage } from '../../../../gateway/console/web/language/choice.rules.js';
import { personaOf } from '../../../../gateway/console/web/session/role.rules.js';
import { returnPath } from '../../../../gateway/console/web/session/return-path.rules.js';

describe('the language of the console', () => {
  it.each([
    ['en', ['it-IT'], 'en'],
    [null, ['en-GB', 'it'], 'en'],
    [null, ['de-AT', 'it-CH', 'en'], 'it'],
    [null, ['de', 'fr'], 'it'],
    [null, [], 'it'],
    ['xx', ['EN'], 'en'],
  ])('kept %s, preferred %j: %s', (kept, preferred, language) => {
    expect(chosenLanguage(kept, preferred)).toBe(language);
  });
});

describe('R-61 who looks at the console', () => {
  it.each([
    [
      { sub: 'ops:alice', name: 'Alice', roles: ['operations'] },
      { role: 'operations', name: 'Alice', officeCode: null, ipaCode: null },
    ],
    [
      { sub: 'operator:PROC-H501', roles: ['operator'], office: 'PROC-H501' },
      {
        role: 'operator',
        name: 'operator:PROC-H501',
        officeCode: 'PROC-H501',
        ipaCode: null,
      },
    ],
    [
      { name: 'Roma', roles: ['contact'], ipa_code: 'c_h501', office: 'PROC-H501' },
      { role: 'contact', name: 'Roma', officeCode: null, ipaCode: 'c_h501' },
    ],
    [
      { sub: 'x', roles: 'operations' },
      { role: 'dashboard', name: 'x', officeCode: null, ipaCode: null },
    ],
    [
      { sub: 'x', roles: ['administrator'] },
      { role: 'dashboard', name: 'x', officeCode: null, ipaCode: null },
    ],
  ])('%j', (claims, persona) => {
    expect(personaOf(claims)).toEqual(persona);
  });
});

describe('where a sign-in leads back to', () => {
  it.each([
    ['/console/transition?officeCode=PROC-H501', '/console/transition?officeCode=PROC-H501'],
    ['/console/', '/console/'],
    ['https://elsewhere.example/console/', '/console/'],
    ['//elsewhere.example/console/', '/console/'],
    ['/console/../graphql', '/console/'],
    ['/graphql', '/console/'],
    ['/console/callback?code=1', '/console/'],
    [undefined, '/console/'],
    [{ path: '/console/' }, '/console/'],
  ])('%j: %s', (wanted, path) => {
    expect(returnPath(wanted)).toBe(path);
  });
});

describe('R-16 what has gone wrong', () => {
  const BODY = {
    ...{ code: 'TRANSITION_STALE', message: 'Stale.', messageIt: 'Superata.', remedy: 'Read.', remedyIt: 'Leggere.' },
    ...{ correlationId: 'c-1', retryable: true, rule: 'R-22', legal: ['OPEN'] },
  };

  it('is what the service says, in both languages, with the rest of it as details', () => {
    expect(serviceFailure(BODY)).toEqual({
      code: 'TRANSITION_STALE',
      sentence: { en: 'Stale.', it: 'Superata.' },
      remedy: { en: 'Read.', it: 'Leggere.' },
      correlationId: 'c-1',
      retryable: true,
      details: { rule: 'R-22', legal: ['OPEN'] },
    });
  });

  it('is the first error of the graph, before what the network says', () => {
    const graphQLErrors = [
      { message: 'Stale.', extensions: BODY },
      { message: 'x', extensions: {} },
    ];
    expect(failureOf({ graphQLErrors, networkError: new Error('409') }, true).code).toBe('TRANSITION_STALE');
  });

  it.each([
    ['OFFLINE', new TypeError('Failed to fetch'), false],
    ['TIMEOUT', new DOMException('late', 'TimeoutError'), true],
    ['UNREACHABLE', new TypeError('Failed to fetch'), true],
    ['UNREACHABLE', undefined, true],
  ])('%s', (code, error, isOnline) => {
    expect(networkFailure(error, isOnline)).toMatchObject({ code, retryable: true });
  });

  it('is UNREACHABLE when a proxy answers in the place of the service', () => {
    expect(serviceFailure({ error: 'Bad gateway' }).code).toBe('UNREACHABLE');
  });
});
