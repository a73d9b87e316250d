/**
 * The tree's order: a request passes the folders from top to bottom, and imports follow it. Each folder names what it
 * may import; what is not named is forbidden. The leaves are open to everybody.
 */
const LEAVES = [
  'api-description',
  'interceptors',
  'errors',
  'config',
  'log',
  'traces',
  'metrics',
  'telemetry',
  'cancellation',
  'memory',
  'json',
  'sse',
  'dns',
];

/** Thin callers of the services, imported by nobody but the bootstrap. */
const SURFACE = ['health', 'admin', 'self-service', 'cli', 'openapi', 'bootstrap'];

/** `llm/` stands for its contract, the files directly in it; concrete adapters have rules of their own below. */
const MAY_IMPORT = {
  'api-description': [],
  interceptors: [],
  errors: ['interceptors'],
  cancellation: [],
  json: [],
  dns: [],
  memory: ['errors'],
  sse: ['errors', 'memory'],
  config: ['errors'],
  log: ['errors', 'config', 'json'],
  traces: ['interceptors', 'errors', 'config', 'log'],
  // `@Public()` on the metrics' controller is all that it takes from auth.
  metrics: ['api-description', 'auth', 'errors', 'config', 'log', 'memory'],
  telemetry: ['cancellation', 'errors', 'config', 'log', 'traces', 'metrics'],
  http: ['errors', 'log'],
  auth: ['registry', ...LEAVES],
  body: [...LEAVES],
  admission: ['auth', 'body', 'routing', 'catalogue', 'registry', 'ledger', ...LEAVES],
  doors: [
    'answers',
    'auth',
    'admission',
    'body',
    'http',
    'reply',
    'calls',
    'catalogue',
    'llm',
    'wire',
    ...LEAVES,
  ],
  reply: ['http', 'calls', 'llm', ...LEAVES],
  layers: ['routing', 'catalogue', 'answer-log', 'llm', 'wire', ...LEAVES],
  'answer-log': [...LEAVES],
  calls: [
    'captures',
    'layers',
    'answer-log',
    'auth',
    'body',
    'routing',
    'admission',
    'catalogue',
    'ledger',
    'registry',
    'llm',
    'wire',
    'upstream',
    ...LEAVES,
  ],
  shutdown: ['http', 'calls', 'admission', ...LEAVES],
  routing: ['auth', 'catalogue', 'registry', 'llm', 'wire', ...LEAVES],
  catalogue: ['auth', 'registry', 'llm', 'upstream', ...LEAVES],
  llm: ['body', 'wire', 'upstream', ...LEAVES],
  wire: ['json', 'errors'],
  upstream: [...LEAVES],
  ledger: ['alerts', 'database', 'registry', ...LEAVES],
  alerts: ['upstream', ...LEAVES],
  answers: ['database', 'registry', ...LEAVES],
  captures: ['database', 'registry', ...LEAVES],
  registry: ['database', ...LEAVES],
  database: [...LEAVES],
};

const folderRules = Object.entries(MAY_IMPORT).map(([folder, targets]) => ({
  name: `${folder}-imports-downward`,
  comment: `src/${folder} may import ${targets.join(', ') || 'nothing of ours'}.`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...targets].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'every-folder-has-its-place',
      comment: 'A new folder is named in MAY_IMPORT first.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${[...Object.keys(MAY_IMPORT), ...SURFACE].join('|')})/` },
      to: {},
    },
    {
      name: 'no-circle',
      comment: 'No file reaches itself through its imports.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'adapters-behind-their-contract',
      comment:
        'Only llm.module.ts, the list of providers and the providers themselves name a concrete adapter.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/llm/(llm\\.module\\.ts$|providers\\.ts$|[^/]+/)|\\.spec\\.ts$' },
      to: { path: '^src/llm/(?!mapping/)[^/]+/' },
    },
    {
      name: 'nobody-imports-the-surface',
      comment:
        'health, admin, self-service, cli and openapi are thin callers; only the bootstrap, with the files directly in src/, knows them.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${SURFACE.join('|')})/` },
      to: { path: `^src/(${SURFACE.join('|')})/` },
    },
    {
      name: 'nobody-imports-the-bootstrap',
      comment: 'The files directly in src/ are where imports begin.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'nothing-of-the-tests-in-the-service',
      comment: 'The service is compiled without its tests and without development dependencies.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench|examples)/|\\.spec\\.ts$' },
    },
    {
      name: 'no-development-dependency-in-the-service',
      comment: 'An image holds only what is under "dependencies" in package.json.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
