import { SUBGRAPH_NAMES } from '../../schema/kernel/subgraph.js';
import type { Config } from '../config.js';

/**
 * Subgraphs that are taken to answer as their schemas say, so that what they answer may be passed on unread: the
 * product's own, and of any other supergraph those that the configuration names.
 */
export function trustedBy(config: Pick<Config, 'supergraphFile' | 'trustedSubgraphs'>): readonly string[] {
  return config.supergraphFile === null ? SUBGRAPH_NAMES : config.trustedSubgraphs;
}
