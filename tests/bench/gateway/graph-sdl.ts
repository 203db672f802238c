/** The graph of the benchmark as it is written down: whole, in three subgraphs, and for peers of an older federation. */

export const SUBGRAPHS = ['registry', 'agreements', 'certificates'] as const;
export type BenchSubgraph = (typeof SUBGRAPHS)[number];

export interface SdlStyle {
  /** `2`: federation 2. `1`: without `@link`, with `extend` and `@external`, for gateways that know nothing else. */
  federation: 1 | 2;
  /** With the rules of who may ask for what; our gateway alone enforces them, and a stock one does not load them. */
  rules: boolean;
  /** Who has `PublicBody.pec` and `PublicBody.openRequests`: their first owners unless told otherwise. */
  owners?: Owners;
}

/** Their first owners; `agreements`, to whom they have moved; or all of them, while they are moving. */
export type Owners = 'first' | 'moved' | 'all';

const IMPORT = '["@key", "@authenticated", "@requiresScopes", "@policy"]';
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${IMPORT})`;

const BODY_KINDS = 'enum BodyKind { MUNICIPALITY REGION AGENCY UNIVERSITY }';
const ADDRESS = 'type Address { street: String! city: String! postalCode: String! province: String! }';
const UNIT = 'type Unit { code: ID! name: String! email: String! }';
const QUERY = 'type Query { body(code: ID!): PublicBody bodies(from: ID!, first: Int!): [PublicBody!]! }';
const AGREEMENT_STATES = 'enum AgreementState { ACTIVE SUSPENDED EXPIRED }';
const OFFICE = 'type Office { code: ID! name: String! }';
const REQUEST_STATES = 'enum RequestState { ACCEPTED ISSUING COMPLETED }';
const REQUEST =
  'type CertificateRequest { id: ID! state: RequestState! submittedAt: Moment! subjects: Int! issued: Int! }';

const PEC_FIELD = (rules: boolean): string => `pec: String!${when(rules, '@authenticated')}`;
const OPEN_REQUESTS_FIELD = 'openRequests: Int!';
const REGISTRY_FIELDS = (rules: boolean, { pec = true } = {}): string =>
  `name: String! kind: BodyKind!${when(pec, PEC_FIELD(rules))} address: Address! units: [Unit!]!`;
const AGREEMENT_FIELDS = 'state: AgreementState! purpose: String! signedOn: String! expiresOn: String! office: Office!';
const AGREEMENTS_FIELD = (rules: boolean): string =>
  `agreements: [Agreement!]!${when(rules, '@requiresScopes(scopes: [["contact"], ["operator"]])')}`;
const CERTIFICATES_OF_BODY = ({ openRequests = true } = {}): string =>
  `turnaroundDays: Float!${when(openRequests, OPEN_REQUESTS_FIELD)}`;
const CERTIFICATES_OF_AGREEMENT = (rules: boolean): string =>
  `issued: Int! requests: [CertificateRequest!]!${when(rules, '@policy(policies: [["sign-in-level-2"]])')}`;

/** All of it in one schema: what the judge and the limits execute. */
export const WHOLE_SDL = `
  scalar Moment
  ${QUERY} ${BODY_KINDS} ${ADDRESS} ${UNIT} ${AGREEMENT_STATES} ${OFFICE} ${REQUEST_STATES} ${REQUEST}
  type PublicBody { code: ID! ${REGISTRY_FIELDS(false)} ${AGREEMENTS_FIELD(false)} ${CERTIFICATES_OF_BODY()} }
  type Agreement { id: ID! ${AGREEMENT_FIELDS} ${CERTIFICATES_OF_AGREEMENT(false)} }
`;

export function subgraphSdl(name: BenchSubgraph, { federation, rules, owners = 'first' }: SdlStyle): string {
  const [atFirst, whenMoved] = [owners !== 'moved', owners !== 'first'];
  const header = federation === 2 ? LINK : '';
  const extend = federation === 2 ? '' : 'extend';
  const external = federation === 2 ? '' : '@external';
  switch (name) {
    case 'registry':
      return `${header} ${federation === 2 ? QUERY : `extend ${QUERY}`} ${BODY_KINDS} ${ADDRESS} ${UNIT}
        type PublicBody @key(fields: "code") { code: ID! ${REGISTRY_FIELDS(rules, { pec: atFirst })} }`;
    case 'agreements':
      return `${header} ${AGREEMENT_STATES} ${OFFICE}
        ${extend} type PublicBody @key(fields: "code") {
          code: ID! ${external} ${AGREEMENTS_FIELD(rules)}${when(whenMoved, `${PEC_FIELD(rules)} ${OPEN_REQUESTS_FIELD}`)}
        }
        type Agreement @key(fields: "id") { id: ID! ${AGREEMENT_FIELDS} }`;
    case 'certificates':
      return `${header} scalar Moment ${REQUEST_STATES} ${REQUEST}
        ${extend} type PublicBody @key(fields: "code") { code: ID! ${external} ${CERTIFICATES_OF_BODY({ openRequests: atFirst })} }
        ${extend} type Agreement @key(fields: "id") { id: ID! ${external} ${CERTIFICATES_OF_AGREEMENT(rules)} }`;
  }
}

function when(condition: boolean, text: string): string {
  return condition ? ` ${text}` : '';
}
