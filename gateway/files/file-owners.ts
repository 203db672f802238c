import type { ActorToken } from '../execution/actor-token.js';
import type { FileHandler } from '../../schema/kernel/file-exchange.js';
import type { Subgraph, SubgraphName } from '../../schema/kernel/subgraph.js';
import { createHttpFiles, type HttpFiles } from './http-file-handler.js';

export interface FileOwnersParts {
  inProcess: readonly Subgraph[];
  /** Graph endpoints of those that run in processes of their own. */
  urls: Readonly<Partial<Record<SubgraphName, string>>>;
  actorToken: ActorToken;
}

/** The subgraphs that own files. */
const OWNERS = ['agreements', 'certificates'] as const;
type Owner = (typeof OWNERS)[number];

const AGREEMENT_PATH = /^\/agreements\//;

/** The files of all owners behind one handler: the path tells whose it is. */
export function createFileOwners({ inProcess, urls, actorToken }: FileOwnersParts): HttpFiles {
  const remote: HttpFiles[] = [];
  const handlerOf = (subgraph: Owner): FileHandler | undefined => {
    const graphUrl = urls[subgraph];
    if (!graphUrl) return inProcess.find(({ name }) => name === subgraph)?.files;
    const files = createHttpFiles({ subgraph, graphUrl, actorToken });
    remote.push(files);
    return files.handle;
  };
  const handlers = new Map(OWNERS.map((owner) => [owner, handlerOf(owner)]));
  return {
    async handle(request) {
      const owner: Owner = AGREEMENT_PATH.test(request.path) ? 'agreements' : 'certificates';
      const handler = handlers.get(owner);
      if (!handler) throw new Error(`nobody serves the files of ${owner}`);
      return handler(request);
    },
    async close() {
      await Promise.all(remote.map((files) => files.close()));
    },
  };
}
