/** @jest-environment node */
import 'reflect-metadata';
import { printSubgraphSchema } from '@apollo/subgraph';
import { Arg, Ctx, Directive, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { ANONYMOUS } from '../../../../schema/kernel/actor.js';
import { executeSubgraph } from '../../../../schema/kernel/execute-subgraph.js';
import type { Subgraph } from '../../../../schema/kernel/subgraph.js';
import { federatedSchema, type SchemaParts } from '../../../../subgraphs/shared/federation.js';
import { Channel } from '../../../../subgraphs/shared/graph-enums.js';
import { DayScalar } from '../../../../subgraphs/shared/scalars.js';

/** Two subgraphs in one process, each with a type `Thing`. */
@Directive('@key(fields: "code")')
@ObjectType('Thing', { simpleResolvers: true, description: 'A thing.' })
class Thing {
  @Field(() => ID)
  code!: string;

  @Field(() => DayScalar, { nullable: true })
  since!: string | null;

  @Field(() => Channel)
  channel!: Channel;
}

@Directive('@key(fields: "code")')
@ObjectType('Thing', { simpleResolvers: true })
class ThingElsewhere {
  @Field(() => ID)
  code!: string;
}

class Things {
  constructor(readonly owner: string) {}
}

@Resolver(() => Thing)
class ThingResolver {
  constructor(private readonly things: Things) {}

  @Query(() => [Thing])
  all(@Ctx() { greeting }: { greeting: string }): Thing[] {
    return [{ code: `${this.things.owner} ${greeting}`, since: '2026-02-09', channel: 'MASSIVO' }];
  }

  @FieldResolver(() => String)
  size(@Root() thing: Thing, @Arg('unit', () => String, { defaultValue: 'm' }) unit: string): string {
    return `${thing.code.length} ${unit}`;
  }
}

@Resolver(() => ThingElsewhere)
class ElsewhereResolver {
  @Query(() => String)
  here(): string {
    return 'elsewhere';
  }

  @FieldResolver(() => String)
  colour(@Root() thing: ThingElsewhere): string {
    return `colour of ${thing.code}`;
  }
}

const THINGS: SchemaParts = {
  resolvers: [ThingResolver],
  orphanedTypes: [],
  references: {
    Thing: async ({ code }: { code: string }, { greeting }: { greeting: string }) =>
      code === 'none' ? null : { code: `${code} ${greeting}`, since: null, channel: 'PDND' },
  },
};
const ELSEWHERE: SchemaParts = { resolvers: [ElsewhereResolver], orphanedTypes: [ThingElsewhere], references: {} };

const run = async (parts: SchemaParts, instances: object[], query: string): Promise<unknown> => {
  const subgraph: Subgraph = {
    name: 'agreements',
    schema: federatedSchema(parts, instances),
    createContext: () => ({ greeting: 'hello' }),
  };
  const result = await executeSubgraph(subgraph, { query }, { actor: ANONYMOUS, correlationId: 'c' });
  return JSON.parse(JSON.stringify(result));
};

describe('federatedSchema', () => {
  it('runs the instances that it was given: two of one kind side by side', async () => {
    const query = '{ all { code since channel size big: size(unit: "km") } }';
    for (const owner of ['a', 'bb']) {
      const code = `${owner} hello`;
      expect(await run(THINGS, [new ThingResolver(new Things(owner))], query)).toEqual({
        data: {
          all: [{ code, since: '2026-02-09', channel: 'MASSIVO', size: `${code.length} m`, big: `${code.length} km` }],
        },
      });
    }
  });

  it('reads references through their resolvers, and takes a key at its word where there is none', async () => {
    const entities = (fields: string) =>
      `{ _entities(representations: [{ __typename: "Thing", code: "x" }, { __typename: "Thing", code: "none" }]) { ... on Thing { ${fields} } } }`;
    expect(await run(THINGS, [new ThingResolver(new Things('a'))], entities('code channel'))).toEqual({
      data: { _entities: [{ code: 'x hello', channel: 'PDND' }, null] },
    });
    expect(await run(ELSEWHERE, [new ElsewhereResolver()], entities('colour'))).toEqual({
      data: { _entities: [{ colour: 'colour of x' }, { colour: 'colour of none' }] },
    });
  });

  it('keeps what belongs to another subgraph out, and prints without instances', () => {
    const things = printSubgraphSchema(federatedSchema(THINGS));
    expect(things).toContain('specs.apollo.dev/federation/v2.9');
    expect(things).toMatch(/"""A thing."""\s+type Thing\s+@key\(fields: "code"\)/);
    expect(things).not.toContain('colour');
    expect(printSubgraphSchema(federatedSchema(ELSEWHERE))).not.toMatch(/since|Channel/);
    expect(printSubgraphSchema(federatedSchema(THINGS))).toBe(things);
  });

  it('says which resolver has no instance, and which reference has no type', async () => {
    expect(await run(THINGS, [], '{ all { code } }')).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL' } }] });
    const wrong = { ...THINGS, references: { Nothing: async () => null } };
    expect(() => federatedSchema(wrong)).toThrow('a reference to Nothing');
  });
});
