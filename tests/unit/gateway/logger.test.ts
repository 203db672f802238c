import { createLogger, errorFacts } from '../../../gateway/telemetry/logger.js';
import { createApolloLogger } from '../../../gateway/telemetry/apollo-logger.js';

function lines(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const written: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void written.push(JSON.parse(line) as Record<string, unknown>) };
  write(createLogger({ level: 'info', process: 'test', destination }));
  return written;
}

describe('the log', () => {
  it('is one object a line, with time, level and process', () => {
    const [line] = lines((logger) => logger.info({ route: '/graphql' }, 'hello'));

    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/) as string,
      process: 'test',
      route: '/graphql',
      msg: 'hello',
    });
  });

  it('R-60 leaves out what may hold personal data, wherever it is put', () => {
    const [line] = lines((logger) =>
      logger.info(
        {
          variables: { x: 1 },
          authorization: 'Bearer x',
          call: { token: 'x', body: 'y', id: 1 },
          note: 'of RSSMRA80A01H501U',
        },
        'for RSSMRA80A01H501U',
      ),
    );

    expect(line).toMatchObject({ call: { id: 1 }, note: 'of [tax code]', msg: 'for [tax code]' });
    expect(Object.keys(line ?? {})).not.toEqual(expect.arrayContaining(['variables']));
    expect(JSON.stringify(line)).not.toMatch(/Bearer|"y"|RSSMRA/);
  });

  it('R-60 tells of an error where it was thrown, not what it says', () => {
    const facts = errorFacts(Object.assign(new RangeError('Rossi\n    at fault (Mario)'), { code: 'E_X' }));

    expect(facts.error).toBe('RangeError E_X');
    expect(facts.frames[0]).toMatch(/^at .*logger\.test/);
    expect(JSON.stringify(facts)).not.toMatch(/Rossi|Mario/);
    expect(errorFacts('Rossi')).toEqual({ error: 'string', frames: [] });
  });

  it('R-60 keeps of what Apollo says its own words', () => {
    const written = lines((logger) => {
      const apollo = createApolloLogger(logger);
      apollo.error('Unexpected error processing request: Error: Mario Rossi');
      apollo.info('chatter');
    });

    expect(written.map(({ msg }) => msg)).toEqual(['Apollo: Unexpected error processing request']);
  });
});
