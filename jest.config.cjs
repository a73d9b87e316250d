/** Unit tests beside the sources and end-to-end tests in test/, transpiled by SWC (types are checked by `npm run check`). */
module.exports = {
  testEnvironment: '<rootDir>/scripts/jest-shared-environment.mjs',
  runtime: '<rootDir>/scripts/jest-shared-runtime.mjs',
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
  // So that a hang fails; a busy machine stays below it (test/support/observation/until.ts).
  testTimeout: 300_000,
  // Two cores have work for four: many tests wait for a time-out or for a process. What files leave in a worker must not
  // pile up to pauses of its collector.
  maxWorkers: 4,
  workerIdleMemoryLimit: '1GB',
  // At its end a worker gives back a gigabyte and writes what it compiled; after the usual half a second Jest would kill it,
  // and say that tests leak.
  workerGracefulExitTimeout: 10_000,
};
