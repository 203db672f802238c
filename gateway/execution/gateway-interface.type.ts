import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';

/** What ApolloServer asks of a gateway. */
export type GatewayInterface = NonNullable<ApolloServerOptionsWithGateway<BaseContext>['gateway']>;
export type Executor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;
export type RequestContext = Parameters<Executor>[0];
export type Answer = Awaited<ReturnType<Executor>>;
export type SchemaListener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];
