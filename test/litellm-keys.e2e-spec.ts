/** `npm run litellm` says at its start which models have no key. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';

const ROOT = join(__dirname, '..');
const CONFIG = join(ROOT, 'litellm', 'config.yaml');

/** In a process of its own: scripts are ES modules. */
async function withoutKey(env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const module = pathToFileURL(join(ROOT, 'scripts', 'setup', 'models-without-key.mjs')).href;
  const code = `const { modelsWithoutKey } = await import(${JSON.stringify(module)});
    console.log(JSON.stringify(modelsWithoutKey(${JSON.stringify(readFileSync(CONFIG, 'utf8'))}, ${JSON.stringify(env)})));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
  const found = JSON.parse(stdout) as readonly { readonly model: string; readonly missing: string[] }[];
  return new Map(found.map(({ model, missing }) => [model, missing.join()]));
}

describe('the models without a key', () => {
  it('are named with what they need', async () => {
    const found = await withoutKey({});
    expect(found.get('claude-haiku')).toBe('ANTHROPIC_API_KEY');
    expect(found.get('nova-pro')).toBe('AWS_ACCESS_KEY_ID,AWS_REGION_NAME');
  });

  it('are not those of which one deployment is complete', async () => {
    const found = await withoutKey({ OPENAI_API_KEY: 'k', AWS_PROFILE: 'p', AWS_REGION_NAME: 'r' });
    expect([...found.keys()].filter((name) => /^(?:gpt-4o|claude-sonnet|nova|text-)/.test(name))).toEqual([]);
    expect(found.has('gemini-flash')).toBe(true);
  });
});
