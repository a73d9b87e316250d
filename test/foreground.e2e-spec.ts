import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { until, within } from './support/observation/until';

const FOREGROUND = pathToFileURL(resolve(__dirname, '..', 'scripts', 'setup', 'foreground.mjs')).href;

/** Says each signal that it is told of, and ends at SIGTERM. */
const CHILD = `
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => console.log(signal));
process.on('SIGTERM', () => process.exit(0));
setInterval(() => undefined, 1000);
console.log('ready');
`;

/** @returns what the program said that was run in the foreground, of a launcher that was told SIGINT and then SIGTERM */
async function told({ terminal, onceIsEnough }: { terminal: boolean; onceIsEnough: boolean }) {
  const program =
    `process.stdin.isTTY = ${terminal};` +
    `const { runInForeground } = await import('${FOREGROUND}');` +
    `runInForeground(process.execPath, ['-e', ${JSON.stringify(CHILD)}], { onceIsEnough: ${onceIsEnough} });`;
  const launcher = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  launcher.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(launcher, 'close');
  await until(() => said.includes('ready'), { what: 'the program to run' });
  launcher.kill('SIGINT');
  if (!(terminal && onceIsEnough)) await until(() => said.includes('SIGINT'), { what: 'SIGINT to arrive' });
  launcher.kill('SIGTERM');
  await within(closed, { what: 'the launcher to end' });
  return said.trim().split('\n').slice(1);
}

describe('a program that is run in the foreground', () => {
  it('is told of the signals that its launcher is told of', async () => {
    expect(await told({ terminal: true, onceIsEnough: false })).toEqual(['SIGINT', 'SIGTERM']);
    expect(await told({ terminal: false, onceIsEnough: true })).toEqual(['SIGINT', 'SIGTERM']);
  });

  it('is not told twice of a Ctrl-C where a second one would cut its calls: the terminal tells it itself', async () => {
    expect(await told({ terminal: true, onceIsEnough: true })).toEqual(['SIGTERM']);
  });
});
