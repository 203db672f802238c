/** Import direction rules; each rule's name is the sentence a reviewer would say. */
const roots = '(^|/)main\\.tsx?$'; // composition roots wire everything and decide nothing
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: roots },
  to: { path: '^(gateway|subgraphs|legacy-adapter|schema|tests)/', pathNot: allowed },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('schema-imports-nobody', '^schema/', '^schema/'),
    only('gateway-knows-only-the-contract', '^gateway/', '^(gateway|schema)/'),
    only(
      'the-console-in-the-browser-is-a-client',
      '^gateway/console/web/',
      '^(gateway/console/web/|schema/(identifiers|client/operations\\.generated)\\.ts$)',
    ),
    {
      name: 'nobody-imports-the-console-in-the-browser',
      severity: 'error',
      from: { pathNot: '^(gateway/console/web|tests)/' },
      to: { path: '^gateway/console/web/' },
    },
    only('adapter-knows-only-the-contract', '^legacy-adapter/', '^(legacy-adapter|schema)/'),
    only('shared-knows-only-the-contract', '^subgraphs/shared/', '^(subgraphs/shared|schema)/'),
    only('agreements-never-touches-massivo', '^subgraphs/agreements/', '^(subgraphs/(agreements|shared)|schema)/'),
    only(
      'subgraphs-do-not-import-each-other',
      '^subgraphs/(certificates|legacy)/',
      '^(subgraphs/$1|subgraphs/shared|legacy-adapter/index\\.ts$|schema)/?',
    ),
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: { path: '(\\.(store|loader|service|resolver)\\.ts$|@prisma|schema/kernel/database|config\\.ts$)' },
    },
    {
      name: 'resolvers-do-not-touch-stores',
      severity: 'error',
      from: { path: '\\.resolver\\.ts$' },
      to: { path: '(\\.store\\.ts$|@prisma|schema/kernel/database)' },
    },
    { name: 'nobody-imports-a-composition-root', severity: 'error', from: {}, to: { path: roots } },
    { name: 'product-never-imports-tests', severity: 'error', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|schema/prisma/generated)/' },
  },
};
