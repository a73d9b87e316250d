import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isPlaceholder } from '../src/config/production-checks';
import { readSettings } from '../src/config/read-settings';
import { ROOT } from './support/documents/markdown';
import { text } from './support/documents/shipped-files';

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

/** Documents, and what else is shipped to be copied from. */
const COPIED_FROM = [
  'README.md',
  'docker-compose.yml',
  ...filesUnder('docs', /\.md$/),
  ...filesUnder('examples', /\.(?:md|env|ya?ml|sh|[cm]?[jt]s|py)$/),
  ...filesUnder('deploy', /\.(?:ya?ml|env|conf)$/),
];
/** Where a secret is written out: a variable or a field, an option or a header, the password of an address. */
const WRITTEN_OUT = [
  /\b[A-Z][A-Z0-9_]*(?:KEY|PASSWORD|TOKEN|SECRET)\s?[=:] ?["']?([^\s"'`|)]+)/g,
  /\bapi_?key["']?\s?[:=]\s?["']([^"']+)["']/gi,
  /(?:Bearer|--key|--admin-key|--api-key|api-key:|x-internal-auth:) ["']?([^\s"'`)|]+)/g,
  /\b\w+:\/\/[^\s:/@]*:([^\s@/]+)@/g,
];
/** A variable, a default of one, or a word of a sentence. */
const NOT_WRITTEN_OUT = /[$}]|^[-+?{]|^with$|;$|^os\.environ\//;

function writtenOut(file: string): string[] {
  const found = WRITTEN_OUT.flatMap((pattern) =>
    [...text(file).matchAll(pattern)].map(([, value = '']) => value),
  );
  const values = found.filter((value) => !NOT_WRITTEN_OUT.test(value));
  return values.flatMap((value) => value.split(',')).map((entry) => entry.slice(entry.indexOf('=') + 1));
}

/** Whether production starts with this as the key of its callers, and with it as the admin key. */
function isTaken(key: string): boolean {
  const own = { NODE_ENV: 'production', LLM_PROXY__ENCRYPTION_KEY: randomBytes(32).toString('base64') };
  const others = { ...own, LLM_PROXY__INTERNAL_API_KEY: randomBytes(32).toString('hex') };
  return [
    { ...own, LLM_PROXY__INTERNAL_API_KEY: key },
    { ...others, LLM_PROXY__ADMIN_KEY: key },
  ].some((environment) => {
    try {
      return readSettings(environment).production;
    } catch {
      return false;
    }
  });
}

describe('every secret that documents, Compose, Kubernetes and examples write out', () => {
  const secrets = [...new Set(COPIED_FROM.flatMap(writtenOut))].filter((value) => value !== '');

  it('is refused in production as a key of callers and as the admin key', () => {
    expect(secrets.length).toBeGreaterThan(25);
    expect(secrets.filter(isTaken)).toEqual([]);
  });

  it('is refused as no key of one’s own is', () => {
    expect(isTaken(randomBytes(32).toString('hex'))).toBe(true);
    expect(isTaken('q2Zt0nGGpAq2Yl3k8uYqWA==')).toBe(true);
  });
});

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
      'sk-proj-9f.2',
    ];
    expect(own.filter(isPlaceholder)).toEqual([]);
  });
});
