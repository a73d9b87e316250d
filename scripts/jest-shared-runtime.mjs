/**
 * How Jest loads the modules of a test file: by Node itself, once a worker. Jest's own way is a `vm` context with modules of
 * its own for each file, and loading the product anew cost more than most files' tests. TypeScript goes through the
 * transformer of jest.config.cjs, and its cache.
 *
 * A file whose first comment says `@jest-environment node` has a context and modules of its own: one that fakes timers,
 * mocks a module, or tests the state of one.
 */
import Module, { createRequire } from 'node:module';
import { sep } from 'node:path';
import JestRuntime from 'jest-runtime';
import SharedEnvironment, { refuse } from './jest-shared-environment.mjs';

/** Where Jest's test framework keeps those who listen to its events; a file's must not hear the next one's. */
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

const NODE_MODULES = `${sep}node_modules${sep}`;

/** Of each TypeScript file that was loaded, so that stack traces name its own lines. */
const sourceMaps = new Map();

export default class SharedRuntime extends JestRuntime {
  #shared;
  #transformer;
  #testPath;
  #watching;

  constructor(config, environment, resolver, transformer, cacheFS, coverageOptions, testPath, globalConfig) {
    const { getBuiltinModule } = process;
    super(config, environment, resolver, transformer, cacheFS, coverageOptions, testPath, globalConfig);
    this.#shared = environment instanceof SharedEnvironment;
    this.#transformer = transformer;
    this.#testPath = testPath;
    this.#watching = globalConfig.watch || globalConfig.watchAll;
    if (this.#shared) process.getBuiltinModule = getBuiltinModule;
  }

  requireModule(from, ...more) {
    // From the constructor of Jest's own, where nothing is known yet.
    if (!this.#shared) return super.requireModule(from, ...more);
    if (from === this.#testPath) {
      globalThis.jest = this.requireModuleOrMock(from, '@jest/globals').jest;
      // With --watch a file is run again because one of these has changed.
      if (this.#watching) forgetOwnModules();
    }
    Module._extensions['.ts'] = (module, path) => {
      const { code, sourceMapPath } = this.#transformer.transform(path, this._getFullTransformationOptions());
      if (sourceMapPath) sourceMaps.set(path, sourceMapPath);
      module._compile(code, path);
    };
    return requireAnew(from);
  }

  requireModuleOrMock(from, name, ...more) {
    return super.requireModuleOrMock(from, asSource(from, name), ...more);
  }

  /** Loads Jest's test framework, whose state is that of one file. */
  requireInternalModule(from, ...more) {
    if (!this.#shared) return super.requireInternalModule(from, ...more);
    delete globalThis[EVENT_HANDLERS];
    return requireAnew(from);
  }

  getSourceMaps() {
    return this.#shared ? sourceMaps : super.getSourceMaps();
  }

  setMock(from, name, ...more) {
    if (this.#shared) refuse('mocked modules');
    super.setMock(from, name, ...more);
  }

  teardown() {
    super.teardown();
    // What the tests of a file hold is freed with it.
    if (this.#shared) delete require.cache[this.#testPath];
  }
}

const require = createRequire(import.meta.url);

/** `import()` names a file as it is when it is compiled. */
const asSource = (from, request) =>
  from?.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(request) ? request.slice(0, -'.js'.length) : request;

const { _resolveFilename: resolveFilename } = Module;
Module._resolveFilename = (request, parent, ...more) =>
  resolveFilename(asSource(parent?.filename, request), parent, ...more);

/** Loads a module though it is loaded; those that it imports stay. A `require` of its own, which remembers what it loaded. */
function requireAnew(path) {
  delete require.cache[path];
  return createRequire(import.meta.url)(path);
}

function forgetOwnModules() {
  for (const path of Object.keys(require.cache)) if (!path.includes(NODE_MODULES)) delete require.cache[path];
}
