import { printSubgraphSchema } from '@apollo/subgraph';
import { buildAgreementsSchema } from '../../subgraphs/agreements/index.js';
it('prints', () => { console.log(printSubgraphSchema(buildAgreementsSchema())); });
