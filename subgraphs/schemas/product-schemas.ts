import type { GraphQLSchema } from 'graphql';
import type { SubgraphName } from '../../schema/kernel/subgraph.js';
import { buildAgreementsSchema } from '../agreements/index.js';
import { buildCertificatesSchema } from '../certificates/index.js';
import { buildLegacySchema, standInForLegacy } from '../legacy/index.js';

/** The schemas of the product's subgraphs, as `subgraphs/product.ts` puts them together; they run nothing. */
export function productSchemas(): Record<SubgraphName, GraphQLSchema> {
  return {
    agreements: buildAgreementsSchema(),
    certificates: buildCertificatesSchema(standInForLegacy()),
    legacy: buildLegacySchema(),
  };
}
