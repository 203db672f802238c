import { VARIABLES } from '../../../../gateway/configuration/variables.js';
import type { Variable } from '../../../../gateway/configuration/variable.js';

const variables: [string, Variable<unknown>][] = Object.entries(VARIABLES);
/** What protects something, by its name: whoever adds one must say that it is a secret. */
const PROTECTING = /SECRET|PASSWORD|_KEY$|_KEYS$|P12|DATABASE.*URL/;
/** Of the other side: public, and told in clear. */
const PUBLIC = ['MASSIVO_SFTP_HOST_KEY'];

describe('secrets', () => {
  it('R-60 have no default, and may stand in a file', () => {
    const secrets = variables.filter(([, { secret }]) => secret);
    expect(secrets.length).toBeGreaterThan(8);
    for (const [name, { fallback }] of secrets) expect([name, fallback]).toEqual([name, undefined]);
  });

  it.each(variables.map(([name]) => name).filter((name) => PROTECTING.test(name) && !PUBLIC.includes(name)))(
    'R-60 %s is one',
    (name) => {
      expect(VARIABLES[name as keyof typeof VARIABLES]).toMatchObject({ secret: true });
    },
  );
});
