/**
 * The tree's order: a request passes the folders from top to bottom, and imports follow it. Each folder names what it
 * may import; what is not named is forbidden. The leaves (errors, config, tracing, telemetry, cancellation, memory) are open to everybody.
 */
const LEAVES = ['errors', 'config', 'tracing', 'telemetry', 'cancellation', 'memory'];

/** Thin callers of the services, imported by nobody but the bootstrap. */
const SURFACE = ['health', 'admin', 'cli', 'docs'];

/** `llm/` stands for its contract, the files directly in it; concrete adapters have rules of their own below. */
const MAY_IMPORT = {
  errors: [],
  cancellation: [],
  memory: ['errors'],
  config: ['errors'],
  tracing: ['errors', 'config'],
  // `@Public()` on the metrics' controller is all that it takes from auth.
  telemetry: ['auth', 'errors', 'config', 'tracing'],
  auth: ['registry', ...LEAVES],
  limits: ['auth', 'models', 'registry', ...LEAVES],
  body: [...LEAVES],
  json: [],
  wire: ['json', 'errors'],
  chat: ['auth', 'limits', 'body', 'calls', 'streaming', 'models', 'llm', ...LEAVES],
  embeddings: ['auth', 'limits', 'body', 'calls', 'streaming', 'models', 'llm', ...LEAVES],
  gemini: ['auth', 'limits', 'body', 'calls', 'streaming', 'models', 'llm', 'wire', ...LEAVES],
  uniform: ['auth', 'limits', 'body', 'calls', 'streaming', 'models', 'llm', ...LEAVES],
  calls: [
    'auth',
    'body',
    'routing',
    'usage',
    'streaming',
    'limits',
    'models',
    'llm',
    'wire',
    'upstream',
    ...LEAVES,
  ],
  shutdown: ['http', 'calls', 'limits', ...LEAVES],
  routing: ['models', 'llm', ...LEAVES],
  models: ['auth', 'registry', 'llm', 'upstream', ...LEAVES],
  llm: ['body', 'json', 'wire', 'upstream', 'streaming', ...LEAVES],
  upstream: [...LEAVES],
  streaming: ['http', ...LEAVES],
  http: ['errors'],
  registry: ['database', ...LEAVES],
  usage: ['database', 'llm', ...LEAVES],
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
        'Only llm.module.ts, the list of dialects and the adapters themselves name a concrete adapter.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/llm/(llm\\.module\\.ts$|dialects\\.ts$|[^/]+/)|\\.spec\\.ts$' },
      to: { path: '^src/llm/(?!mapping/)[^/]+/' },
    },
    {
      name: 'nobody-imports-the-surface',
      comment:
        'health, admin and cli are thin callers; only the bootstrap, the files directly in src/, knows them.',
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
