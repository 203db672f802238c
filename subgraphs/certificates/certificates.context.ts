import type { SubgraphContext } from '../shared/context.js';
import type { CertificateLoaders } from './certificate-request/certificate-request.loader.js';

/** What belongs to one call of this subgraph. */
export type CertificatesContext = SubgraphContext<CertificateLoaders>;
