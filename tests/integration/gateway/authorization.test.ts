import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { guardedSubgraphs, type GuardedSubgraphs } from '../../testkit/guarded-subgraphs.js';
import {
  CONTACT,
  OPERATIONS,
  startTestGateway,
  type GraphResponse,
  type TestGateway,
} from '../../testkit/test-gateway.js';

const OPERATOR: Actor = { kind: 'operator', subject: 'olga', officeCode: 'PROC-H501' };
const CODE = 'UNAUTHORIZED_FIELD_OR_TYPE';

describe('access rules of a supergraph', () => {
  let world: GuardedSubgraphs;
  let gateway: TestGateway;
  let actor: Actor;

  beforeAll(async () => {
    world = guardedSubgraphs();
    gateway = await startTestGateway({
      supergraphSdl: world.supergraphSdl,
      inProcess: world.list,
      identify: () => Promise.resolve(actor),
    });
  });
  afterAll(() => gateway.close());

  async function ask(as: Actor, query: string, variables?: object): Promise<GraphResponse> {
    actor = as;
    world.fetched.length = 0;
    world.done.length = 0;
    return gateway.post(query, { ...(variables && { variables }) });
  }
  /** Data, and the paths of the refusals. */
  async function seen(as: Actor, query: string, variables?: object): Promise<[data: unknown, ...paths: string[]]> {
    const { data, errors } = await ask(as, query, variables);
    return [
      data,
      ...errors.map(({ extensions, path = [] }) =>
        [extensions.code === CODE ? '' : extensions.code, ...path].join('/'),
      ),
    ];
  }

  it('leaves an operation alone whose caller may have everything', async () => {
    expect(await seen(ANONYMOUS, '{ version user { name } }')).toEqual([{ version: '1', user: { name: 'Ada' } }]);
    expect(await seen(OPERATOR, '{ me { id email mailbox score } }')).toEqual([
      { me: { id: 'u1', email: 'ada@example.org', mailbox: 'to ada@example.org', score: 5 } },
    ]);
  });

  it('answers null with an error for a field, in its place, under its alias', async () => {
    const query = '{ user { name mail: email mood } me { name } version }';
    expect(JSON.stringify((await ask(ANONYMOUS, query)).data)).toBe(
      '{"user":{"name":"Ada","mail":null,"mood":null},"me":null,"version":"1"}',
    );
    expect((await seen(ANONYMOUS, query)).slice(1)).toEqual(['/user/mail', '/user/mood', '/me']);
    expect((await seen(CONTACT, query)).slice(1)).toEqual(['/user/mail']);
  });

  it('tells an error with its rule, in both languages, with what to do', async () => {
    const { errors } = await ask(ANONYMOUS, '{ version mixed }');
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/^Unauthorized field or type/) as string,
        path: ['mixed'],
        extensions: expect.objectContaining({
          ...{ code: CODE, rule: 'R-11', lack: 'authentication', retryable: false },
          messageIt: expect.stringContaining('non autorizzato') as string,
          remedy: expect.any(String) as string,
          correlationId: expect.stringMatching(/./) as string,
        }) as object,
      },
    ]);
    expect((await ask(CONTACT, '{ user { email } }')).errors[0]?.extensions).toMatchObject({
      rule: 'R-61',
      lack: 'scopes',
    });
    const weak: Actor = { kind: 'contact', personKey: 'k', method: 'SPID', level: 1 };
    expect((await ask(weak, '{ user { level } }')).errors[0]?.extensions).toMatchObject({
      rule: 'R-11',
      leastLevel: 2,
    });
  });

  it('carries null upwards from where the schema allows none', async () => {
    expect(await seen(CONTACT, '{ user { name phone } version }')).toEqual([
      { user: null, version: '1' },
      '/user/phone',
    ]);
    expect(await seen(CONTACT, '{ users { name phone } }')).toEqual([{ users: [null, null] }, '/users/@/phone']);
    expect(await seen(CONTACT, '{ user { name friends { name phone } } }')).toEqual([
      { user: { name: 'Ada', friends: null } },
      '/user/friends/@/phone',
    ]);
    expect(await seen(CONTACT, '{ strictUser { name phone } version }')).toEqual([null, '/strictUser/phone']);
  });

  it('fetches nothing for what is refused, and not the object of which nothing is left', async () => {
    expect(await seen(CONTACT, '{ user { name mailbox } }')).toEqual([
      { user: { name: 'Ada', mailbox: null } },
      '/user/mailbox',
    ]);
    expect(world.fetched).toEqual(['agreements']);
    expect(await seen(CONTACT, '{ user { email friend { phone } } }')).toEqual([
      { user: null },
      '/user/email',
      '/user/friend/phone',
    ]);
    expect(world.fetched).toEqual([]);
    expect(await seen(CONTACT, '{ user { name friend { email } } }')).toEqual([
      { user: { name: 'Ada', friend: null } },
      '/user/friend/email',
    ]);
  });

  it('reads scopes as OR of ANDs', async () => {
    expect(await seen(OPERATOR, '{ user { name secret } }')).toEqual([
      { user: { name: 'Ada', secret: null } },
      '/user/secret',
    ]);
    expect(await seen(OPERATIONS, '{ user { name secret } }')).toEqual([{ user: { name: 'Ada', secret: 'hush' } }]);
  });

  it('follows named fragments, inline fragments and fragments in fragments, whichever spreads them', async () => {
    const query = `query { user { ...A } users { ...A ... { email } } }
      fragment A on User { name friend { ...B } } fragment B on User { name email ...on User { mood } }`;
    const friend = { name: 'Bob', email: null, mood: null };
    const user = { name: 'Ada', friend };
    expect(await seen(ANONYMOUS, query)).toEqual([
      {
        user,
        users: [
          { ...user, email: null },
          { ...user, email: null },
        ],
      },
      '/user/friend/email',
      '/user/friend/mood',
      '/users/@/friend/email',
      '/users/@/friend/mood',
      '/users/@/email',
    ]);
  });

  it('merges what a field selects in several places', async () => {
    const query =
      '{ user { email } ...F user { friend { email } } } fragment F on Query { user { name friend { name } } }';
    expect((await seen(CONTACT, query))[0]).toEqual({
      user: { email: null, friend: { email: null, name: 'Bob' }, name: 'Ada' },
    });
  });

  it('refuses the fields of an interface to whom one of its implementations is refused', async () => {
    expect(await seen(ANONYMOUS, '{ posts { id title } version }')).toEqual([{ posts: null, version: '1' }, '/posts']);
    expect(await seen(ANONYMOUS, '{ posts { ... on Post { title } __typename } }')).toEqual([
      {
        posts: [
          { title: null, __typename: 'PublicBlog' },
          { title: null, __typename: 'PrivateBlog' },
        ],
      },
      '/posts/@/... on Post',
    ]);
    expect(await seen(ANONYMOUS, '{ pets { __typename name } }')).toEqual([
      {
        pets: [
          { __typename: 'Cat', name: null },
          { __typename: 'Dog', name: null },
        ],
      },
      '/pets/@/name',
    ]);
    expect(await seen(CONTACT, '{ posts { title } pets { name } }')).toEqual([
      { posts: [{ title: 'open' }, { title: 'closed' }], pets: [{ name: 'Tom' }, { name: 'Rex' }] },
    ]);
  });

  it('lets the implementations be asked for one by one, in interfaces and unions', async () => {
    expect(
      await seen(ANONYMOUS, '{ posts { ... on PublicBlog { id title } ... on PrivateBlog { title readers } } }'),
    ).toEqual([
      {
        posts: [
          { id: 'p1', title: 'open' },
          { title: null, readers: null },
        ],
      },
      '/posts/@/... on PrivateBlog',
    ]);
    expect(
      await seen(
        ANONYMOUS,
        '{ things { __typename ... on PublicBlog { title } ... on PrivateBlog { title } ...D } } fragment D on Dog { name chip }',
      ),
    ).toEqual([
      {
        things: [
          { __typename: 'PublicBlog', title: 'open' },
          { __typename: 'PrivateBlog', title: null },
          { __typename: 'Dog', name: null, chip: null },
        ],
      },
      '/things/@/... on PrivateBlog',
      '/things/@/name',
      '/things/@/chip',
    ]);
    expect((await seen(ANONYMOUS, '{ things { __typename } posts { __typename } }')).length).toBe(1);
  });

  it('holds the implementations to the rules of an interface object', async () => {
    expect(await seen(CONTACT, '{ posts { views likes ... on PublicBlog { more: likes } } }')).toEqual([
      {
        posts: [
          { views: 9, likes: null, more: null },
          { views: 9, likes: null },
        ],
      },
      '/posts/@/likes',
      '/posts/@/more',
    ]);
  });

  it('brings keys and required fields that the caller may not have, and does not show them', async () => {
    expect(await seen(ANONYMOUS, '{ user { score } }')).toEqual([{ user: { score: 5 } }]);
    expect(await seen(ANONYMOUS, '{ user { id score } version }')).toEqual([{ user: null, version: '1' }, '/user/id']);
  });

  it.each([
    ['@include(if: $x)', true],
    ['@skip(if: $x)', false],
  ])('refuses under %s only what is selected', async (directive, selected) => {
    const query = `query ($x: Boolean!) { version user { email ${directive} } me ${directive} { name } }`;
    expect(await seen(CONTACT, query, { x: selected })).toEqual([
      { version: '1', user: { email: null }, me: { name: 'Ada' } },
      '/user/email',
    ]);
    expect(await seen(CONTACT, query, { x: !selected })).toEqual([{ version: '1', user: {} }]);
    expect(await seen(ANONYMOUS, query, { x: !selected })).toEqual([{ version: '1', user: {} }]);
  });

  it('never executes a mutation that is refused, and goes on with the others', async () => {
    expect(await seen(CONTACT, 'mutation { note(text: "x") open }')).toEqual([{ note: null, open: 'opened' }, '/note']);
    expect(world.done).toEqual(['open']);
    expect(await seen(CONTACT, 'mutation { ping { email } }')).toEqual([{ ping: null }, '/ping/email']);
    expect(world.done).toEqual([]);
    expect(await seen(OPERATIONS, 'mutation { note(text: "x") }')).toEqual([{ note: 'noted' }]);
  });

  it('keeps plans apart that differ in what was taken out', async () => {
    const query = 'query Named { user { name email phone mood secret } }';
    const whole = { name: 'Ada', email: 'ada@example.org', phone: '1', mood: 'GOOD', secret: null };
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await seen(ANONYMOUS, query))[0]).toEqual({ user: null });
      expect((await seen(OPERATOR, query))[0]).toEqual({ user: whole });
      expect((await seen(OPERATIONS, query))[0]).toEqual({ user: null });
    }
  });

  it('takes one operation of several', async () => {
    actor = ANONYMOUS;
    const query = 'query A { me { name } } query B { version user { name email } }';
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, operationName: 'B' }),
    });
    expect(await response.json()).toMatchObject({ data: { version: '1', user: { name: 'Ada', email: null } } });
  });

  it('shows the whole schema to introspection, without the machinery of the rules', async () => {
    const { data } = await ask(
      ANONYMOUS,
      '{ __schema { types { name } directives { name } } __type(name: "User") { fields { name } } me { id } }',
    );
    const { __schema: schema, __type: type } = data as Record<string, Record<string, { name: string }[]>>;
    expect(type?.fields?.map(({ name }) => name)).toContain('email');
    expect(schema?.directives?.map(({ name }) => name)).not.toContain('requiresScopes');
    expect(schema?.types?.map(({ name }) => name).filter((name) => /Scope|Policy/.test(name))).toEqual([]);
  });

  describe('rejecting', () => {
    it('executes nothing of an operation of which anything is refused', async () => {
      const strict = await startTestGateway({
        supergraphSdl: world.supergraphSdl,
        inProcess: world.list,
        identify: () => Promise.resolve(CONTACT),
        authorization: { mode: 'reject' },
      });
      try {
        const refused = await strict.post('mutation { open note(text: "x") }');
        expect([refused.data, refused.errors.map(({ path }) => path)]).toEqual([null, [['note']]]);
        expect(world.done).toEqual([]);
        expect((await strict.post('mutation { open }')).data).toEqual({ open: 'opened' });
      } finally {
        await strict.close();
      }
    });
  });

  it('is not served with its rules switched off', async () => {
    const started = startTestGateway({
      supergraphSdl: world.supergraphSdl,
      inProcess: world.list,
      authorization: { mode: 'off' },
    });
    await expect(started).rejects.toThrow('AUTHORIZATION is off');
  });
});
