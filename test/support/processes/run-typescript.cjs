/**
 * `node run-typescript.cjs file.ts [arguments]`: runs a TypeScript file of the tests in a process of its own, transpiled
 * as Jest has it transpiled, without compiling the service first.
 */
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');
const { transformSync } = require('@swc/core');
const { transform } = require('../../../jest.config.cjs');

const [, options] = Object.values(transform)[0];

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename, swcrc: false });
  module._compile(code, filename);
};
require(resolve(process.argv[2]));
