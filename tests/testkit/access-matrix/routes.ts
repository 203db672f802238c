import type { MatrixWorld } from './matrix-world.js';
import type { Arguments, Route } from './observed-type.js';
import { BODY, OFFICE } from './personas.js';

/** What the queries of the graph must be given. */
export function queryArguments({ ids }: MatrixWorld): Arguments {
  return {
    directAgreement: `id: "${ids.agreement}"`,
    prosecutorOffice: `code: "${OFFICE}"`,
    publicBody: `ipaCode: "${BODY}"`,
    registerReconciliation: `officeCode: "${OFFICE}"`,
    applicationChecklist: 'input: { birthDate: "1980-01-01" }',
    certificateRequest: `id: "${ids.request}"`,
    certificateRequests: `ipaCode: "${BODY}"`,
    channelFor: `input: { ipaCode: "${BODY}", kind: CASELLARIO_GENERAL, purposeCode: "FIN-001" }`,
    competentOffice: 'input: { birthDate: "1980-01-01", residence: "H501" }',
    counterItems: `officeCode: "${OFFICE}"`,
    feeQuote: 'input: { pages: 1 }',
    reviewItems: `officeCode: "${OFFICE}"`,
    verifyCertificate: 'code: "AAAA-AAAA-AAAA-AAAA"',
    massivoBatch: `id: "${ids.batch}"`,
    transitionDryRun: 'input: { to: DRAINING, reason: "matrix", expectedVersion: 0 }',
  };
}

/** The way to an object of each type; those of lists are found from the lists. */
export function routes(world: MatrixWorld): Readonly<Record<string, Route>> {
  const given = queryArguments(world);
  const { ids } = world;
  const at = (...steps: string[]): Route => {
    const path = steps.map((step) => /^\w+/.exec(step)?.[0] ?? step);
    const [root = '', ...below] = steps;
    const start = root in given ? `${root}(${given[root]})` : root;
    return { query: `{ ${[start, ...below, '…'].join(' { ')}${' }'.repeat(steps.length + 1)}`, path };
  };
  const request = (id: string, ...below: string[]): Route => {
    const route = at('certificateRequest', ...below);
    return { ...route, query: route.query.replace(ids.request, id) };
  };
  const agreement = (...below: string[]): Route => at('directAgreement', ...below);
  const items = ['items(first: 1)', 'nodes'];
  const batch = (...below: string[]): Route => at('massivoBatch', ...below);
  const progress = (...below: string[]): Route => at('migrationProgress', ...below);
  return {
    Query: { query: '{ … }', path: [] },
    AgreementAlert: at('agreementAlerts(first: 1)', 'nodes'),
    AgreementEntry: agreement('entries'),
    ApplicationChecklist: at('applicationChecklist'),
    BurnDownPoint: progress('burnDown'),
    Certificate: request(ids.request, ...items, 'certificate'),
    CertificateItem: request(ids.request, ...items),
    CertificateRequest: request(ids.request),
    CertificateVerification: at('verifyCertificate'),
    ChannelAnswer: at('channelFor'),
    ChannelDeprecation: at('channelFor', 'deprecation'),
    ChannelTurnaround: progress('turnaround'),
    ChannelVolume: progress('volumes'),
    ChecklistEntry: at('applicationChecklist', 'documents'),
    Competence: at('competentOffice'),
    ContactPerson: agreement('contacts'),
    CounterHandling: request(ids.counterRequest, ...items, 'counter'),
    DirectAgreement: agreement(),
    FeeQuote: at('feeQuote'),
    Guidance: at('guidance'),
    GuidanceDocument: at('guidance', 'manuals'),
    GuidancePage: at('guidance', 'pages'),
    HelpDesk: at('guidance', 'helpDesk'),
    InFlight: progress('inFlight'),
    ItemCounts: request(ids.request, 'counts'),
    MassivoBatch: batch(),
    MassivoBatchAbandonment: batch('abandonment'),
    MassivoBatchEvent: batch('history'),
    MassivoClient: at(`massivoClients(first: 1, officeCode: "${OFFICE}")`, 'nodes'),
    MassivoHealth: at('prosecutorOffice', 'massivoHealth'),
    MassivoLimits: at('prosecutorOffice', 'massivoLimits'),
    MassivoNotice: at('prosecutorOffice', 'massivoHealth', 'notices'),
    MassivoOverdue: batch('overdue'),
    MassivoOverdueCount: at('prosecutorOffice', 'massivoOverdue'),
    MassivoTrouble: batch('trouble'),
    MigrationForecast: progress('forecast'),
    MigrationProgress: progress(),
    OfficeProgress: progress('byOffice'),
    OrganisationalUnit: at('publicBody', 'units'),
    PageInfo: at('transparencyRegister(first: 1)', 'pageInfo'),
    ProsecutorOffice: at('prosecutorOffice'),
    PublicBody: at('publicBody'),
    Purpose: at('purposes'),
    QuarantinedAnswer: batch('quarantine'),
    Refusal: at('channelFor', 'refusal'),
    RegionProgress: progress('byRegion'),
    RegisterReconciliation: at('registerReconciliation'),
    RejectionCount: progress('rejections'),
    RowRejection: request(ids.refusedRequest, ...items, 'rejection'),
    StageCounts: progress('bodies'),
    StatusChange: agreement('history'),
    StrandedBody: at('transitionDryRun', 'bodiesWithoutChannel'),
    Subject: request(ids.request, ...items, 'subject'),
    TrainingSession: at('guidance', 'sessions'),
    Transition: at('transition'),
    TransitionChange: at('transitionLog(first: 1)', 'nodes'),
    TransitionDryRun: at('transitionDryRun'),
    TransitionLogKey: at('transitionLogKey'),
    TransitionLogRecord: at('transitionLogRecords(first: 1)', 'nodes'),
    TransitionOverride: at('transition', 'overrides'),
    TransparencyEntry: at('transparencyRegister(first: 1)', 'nodes'),
    UnmigratedBody: progress('topUnmigrated(first: 1)'),
    AgreementAlertConnection: at('agreementAlerts(first: 1)'),
    CertificateItemConnection: request(ids.request, 'items(first: 1)'),
    CertificateRequestConnection: at('certificateRequests'),
    DirectAgreementConnection: at('publicBody', 'directAgreements(first: 1)'),
    MassivoBatchConnection: at('publicBody', 'massivoBatches(first: 1)'),
    MassivoClientConnection: at(`massivoClients(first: 1, officeCode: "${OFFICE}")`),
    PublicBodyConnection: at(`publicBodies(first: 1, filter: { officeCode: "${OFFICE}" })`),
    TransitionChangeConnection: at('transitionLog(first: 1)'),
    TransitionLogRecordConnection: at('transitionLogRecords(first: 1)'),
    TransparencyEntryConnection: at('transparencyRegister(first: 1)'),
    AgreementAlertEdge: at('agreementAlerts(first: 1)', 'edges'),
    CertificateItemEdge: request(ids.request, 'items(first: 1)', 'edges'),
    CertificateRequestEdge: at('certificateRequests', 'edges'),
    DirectAgreementEdge: at('publicBody', 'directAgreements(first: 1)', 'edges'),
    MassivoBatchEdge: at('publicBody', 'massivoBatches(first: 1)', 'edges'),
    MassivoClientEdge: at(`massivoClients(first: 1, officeCode: "${OFFICE}")`, 'edges'),
    PublicBodyEdge: at(`publicBodies(first: 1, filter: { officeCode: "${OFFICE}" })`, 'edges'),
    TransitionChangeEdge: at('transitionLog(first: 1)', 'edges'),
    TransitionLogRecordEdge: at('transitionLogRecords(first: 1)', 'edges'),
    TransparencyEntryEdge: at('transparencyRegister(first: 1)', 'edges'),
  };
}

/** A type that mutations alone answer: its rows are those of its mutation. */
export const OF_MUTATIONS: Readonly<Record<string, string>> = {
  FormerMassivoBodyResult: 'importFormerMassivoBodies',
  FormerMassivoBodyProblem: 'importFormerMassivoBodies',
  SubjectDataExport: 'exportSubjectData',
  SubjectErasure: 'eraseSubjectData',
  RetainedItem: 'eraseSubjectData',
};
