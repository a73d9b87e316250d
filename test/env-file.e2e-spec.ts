import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readEnvFile } from '../src/config/env-file';

const ROOT = resolve(__dirname, '..');

/** What the scripts read from a file, or say of it. */
function readByScripts(file: string): unknown {
  const program =
    "const { readEnvFile } = await import('./scripts/setup/env-file.mjs');" +
    'try { console.log(JSON.stringify(await readEnvFile(process.argv[1]))) }' +
    'catch (error) { console.log(JSON.stringify(`${error.constructor.name}: ${error.message}`)) }';
  const args = ['--input-type=module', '--eval', program, file];
  const said = execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(said);
}

describe('the service and the scripts read .env alike', () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  const file = join(folder, '.env');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('where it is plain', () => {
    writeFileSync(file, '\ufeffA=\'x # y\' # z\nexport B=1\r\nC="two\\nlines"\n');
    expect(readByScripts(file)).toEqual(readEnvFile(file));
    expect(readEnvFile(file)).toEqual({ A: 'x # y', B: '1', C: 'two\nlines' });
  });

  it('and refuse what is not in the same words', () => {
    writeFileSync(file, 'A=1\nB: 2\n');
    const said = `${file}, line 2: write B=value, with = instead of :.`;
    expect(readByScripts(file)).toBe(`SetupError: ${said}`);
    expect(() => readEnvFile(file)).toThrow(said);
  });

  it('as they read every example that is shipped', () => {
    for (const example of ['.env.example', 'examples/basic.env', 'examples/production.env']) {
      expect(Object.keys(readEnvFile(join(ROOT, example)))).toContain('LLM_PROXY__LLM_MODE');
    }
  });
});
