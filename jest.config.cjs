/** Unit tests beside the sources and end-to-end tests in test/, transpiled by SWC (types are checked by `npm run check`). */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Here and not on the command line, where Jest would take a file's name that follows for one more reporter.
  reporters: ['default', '<rootDir>/scripts/jest-count-reporter.mjs'],
  testSequencer: '<rootDir>/scripts/jest-sequencer.mjs',
  // So that a hang fails; a busy machine stays below it (test/support/until.ts).
  testTimeout: 120_000,
  // In one process the modules of all suites would pile up to gigabytes, and its collector's pauses to failing tests. Two
  // cores have work for three: many tests wait for a time-out or for a process.
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
};
