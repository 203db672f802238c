import { deprecationHeaders } from '../../../schema/kernel/deprecation-headers.rules.js';
import { LAST_DAY, OPENS_ON } from '../../testkit/agreements-world.js';
import { ALICE } from '../../testkit/legacy-graph.js';
import { insertAcceptedRequest } from '../../testkit/requests.js';
import { wholeGraph, type Placement, type WholeGraph } from '../../testkit/whole-graph.js';

const REQUEST = 'query ($id: ID!) { certificateRequest(id: $id) { channel deprecation { lastDay daysLeft guide } } }';
const PLACEMENTS: Placement[] = ['in-process', 'over HTTP'];

describe('answers of the graph about requests on massivo', () => {
  let graph: WholeGraph;

  beforeAll(async () => {
    graph = await wholeGraph();
  });
  afterAll(() => graph.close());

  async function answerFor(channel: 'MASSIVO' | 'DIRECT_AGREEMENT', placement: Placement) {
    const { id } = await insertAcceptedRequest(graph.database, graph.vault, { items: 1, channel });
    return graph.as(ALICE, REQUEST, { variables: { id }, placement });
  }

  it.each(PLACEMENTS)('R-16 carry the headers of RFC 9745 and RFC 8594, subgraphs %s', async (placement) => {
    const { headers, data, errors } = await answerFor('MASSIVO', placement);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ certificateRequest: { channel: 'MASSIVO', deprecation: { lastDay: LAST_DAY } } });
    const guide = 'https://quicasellario.giustizia.it';
    const expected = deprecationHeaders({ since: OPENS_ON, lastDay: LAST_DAY, guide });
    for (const [name, value] of Object.entries(expected)) expect([name, headers.get(name)]).toEqual([name, value]);
  });

  it.each(PLACEMENTS)('R-16 of others carry none, subgraphs %s', async (placement) => {
    const { headers, data } = await answerFor('DIRECT_AGREEMENT', placement);
    expect(data).toMatchObject({ certificateRequest: { deprecation: null } });
    for (const name of ['deprecation', 'sunset', 'link']) expect(headers.get(name)).toBeNull();
  });
});
