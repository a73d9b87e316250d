/**
 * `npm run check`: everything that can be known without running the service: types, lint, format, the order of
 * imports, dead exports, documents in step with the code. Two checks at a time; each is reported with its name,
 * and what a failed one said is printed at its end.
 */
import { spawn } from 'node:child_process';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary } from './setup/node-binary.mjs';
import { ROOT, inRoot } from './setup/paths.mjs';
import { SetupError, main } from './setup/setup-error.mjs';

const AT_A_TIME = 2;
const tool = (...parts) => inRoot('node_modules', ...parts);

/** The slowest first, so that the other checks run beside it. */
const CHECKS = [
  { name: 'lint', args: [tool('eslint', 'bin', 'eslint.js'), '--max-warnings=0', '.'] },
  { name: 'types', args: [tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'import order',
    args: [tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'), 'src', 'test'],
  },
  {
    name: 'format',
    args: [tool('prettier', 'bin', 'prettier.cjs'), ...['--check', '--log-level=warn', '--cache', '.']],
  },
  {
    name: 'dead exports',
    args: [
      tool('ts-unused-exports', 'bin', 'ts-unused-exports'),
      ...[
        'tsconfig.json',
        '--showLineNumber',
        '--silent',
        '--allowUnusedTypes',
        // The last two are imported as late as they are needed, which this tool does not see through `.js`.
        '--excludePathsFromReport=spec.ts$;examples/;cli/local-registry.ts;remote/remote-registry.ts',
      ],
    ],
  },
  { name: 'documents', args: [inRoot('scripts', 'check-docs.mjs')] },
];

await main(async () => {
  await ensureInstalled();
  const node = nodeBinary();
  const waiting = [...CHECKS];
  const failed = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      if (!(await passes(node, check))) failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  if (failed.length > 0) throw new SetupError(`Failed: ${failed.join(', ')}.`);
});

/** @returns {Promise<boolean>} whether the check ended with 0; its result is printed */
async function passes(node, { name, args }) {
  const started = performance.now();
  const { code, output } = await run(node, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)${code === 0 ? '' : `\n${output}`}`);
  return code === 0;
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
