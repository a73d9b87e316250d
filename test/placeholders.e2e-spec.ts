import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isPlaceholder } from '../src/config/production-checks';
import { ROOT } from './support/markdown';
import { text } from './support/shipped-files';

/** Names of settings and variables whose value is a secret. */
const SECRET_NAME = /(?:KEY|PASSWORD|TOKEN|SECRET)$|KEY_ID$/i;
/** Values that are made by a command, taken from another variable, or absent. */
const NO_VALUE = /^$|^\$|^["']?\$\(|^`|^os\.environ\//;

function filesUnder(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name}`);
}

const FILES = ['.env.example', ...filesUnder('examples', /\.env$/)];

/** Each secret that a file of variables shows, commented out or not, with the passwords of addresses. */
function secretsOf(file: string): string[] {
  const found: string[] = [];
  for (const line of text(file).split('\n')) {
    const [, name = '', value = ''] = /^#?\s*([A-Z][A-Z0-9_]*)=(\S*)/.exec(line) ?? [];
    const password = URL.canParse(value) ? new URL(value).password : '';
    if (password !== '') found.push(password);
    if (!SECRET_NAME.test(name) || NO_VALUE.test(value)) continue;
    const entries = name.endsWith('INTERNAL_API_KEY') ? value.split(',') : [value];
    found.push(...entries.map((entry) => entry.slice(entry.indexOf('=') + 1)));
  }
  return found;
}

/** The values of the example Secret of Kubernetes. */
function secretsOfCluster(): string[] {
  return [...text('deploy/secrets.example.yaml').matchAll(/^ {2}[\w-]+: (\S*change\S*)$/gm)].map(
    ([, value = '']) => (URL.canParse(value) ? new URL(value).password : '') || value,
  );
}

describe('every placeholder that is shipped', () => {
  const placeholders = [...FILES.flatMap(secretsOf), ...secretsOfCluster()];

  it('is known to be one, so that production refuses it', () => {
    expect(placeholders.length).toBeGreaterThan(30);
    expect(placeholders.filter((value) => !isPlaceholder(value))).toEqual([]);
  });

  it('is told from keys that people make', () => {
    const own = [
      'vk-front-1234',
      'agents-key-2026-11',
      'b3e0a8f7c1d24596',
      'q2Zt0nGGpAq2Yl3k8uYqWA==',
      'sk-1234',
    ];
    expect(own.filter(isPlaceholder)).toEqual([]);
  });
});
