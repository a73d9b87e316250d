import { AGENT_HEADERS } from '../src/calls/agent-ids';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { readSettings } from '../src/config/read-settings';
import { SETTING_PREFIX } from '../src/config/setting.decorator';
import {
  at,
  container,
  documents,
  fallback,
  kustomization,
  manifestFiles,
  members,
  partResources,
  parts,
  pod,
  resource,
  resources,
  strings,
  text,
} from './support/documents/shipped-files';

/** What the manifests and the proxies' configurations say about each other and about the service's own settings. */

const podSettings = parseEnv(text('deploy/settings.env'));

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
    // The image's own user, or the one that OpenShift chooses; its volumes take any.
    for (const fixed of ['runAsUser', 'runAsGroup', 'fsGroup']) {
      expect(at(pod, 'securityContext')).not.toHaveProperty(fixed);
    }
    const writable = members(at(pod, 'volumes')).filter(([, one]) => at(one, 'configMap') === undefined);
    expect(writable.map(([, one]) => [at(one, 'name'), typeof at(one, 'emptyDir')])).toEqual([
      ['tmp', 'object'],
      ['data', 'object'],
    ]);
    expect(at(pod, 'automountServiceAccountToken')).toBe(false);
    const rights = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
    expect(at(container, 'securityContext')).toEqual({ ...rights, readOnlyRootFilesystem: true });
    const mounted = members(at(container, 'volumeMounts')).map(([, one]) => at(one, 'mountPath'));
    expect(mounted).toEqual(['/tmp', '/app/data', '/etc/llm-proxy', '/etc/extra-ca']);
    for (const part of partResources.filter((one) => at(one, 'spec/template') !== undefined)) {
      const spec = at(part, 'spec/template/spec');
      expect(at(spec, 'securityContext')).toMatchObject({ runAsNonRoot: true });
      expect(at(spec, 'containers/0/securityContext')).toEqual({ ...rights, readOnlyRootFilesystem: true });
    }
  });
});

describe('the components for another mode', () => {
  const component = (name: string): unknown => documents(`deploy/${name}/kustomization.yaml`)[0];
  const patches = (name: string): { target: unknown; patch: unknown }[] =>
    members(at(component(name), 'patches')).map(([, one]) => ({
      target: at(one, 'target'),
      patch: parse(String(at(one, 'patch'))),
    }));

  it.each(['direct', 'mock'])('%s is a mode that the service takes, without LiteLLM and its key', (mode) => {
    expect(component(mode)).toMatchObject({ kind: 'Component', components: ['../without-litellm'] });
    expect(at(component(mode), 'configMapGenerator/0')).toMatchObject({
      name: 'llm-proxy',
      behavior: 'merge',
    });
    const merged = parseEnv(strings(at(component(mode), 'configMapGenerator/0/literals')).join('\n'));
    const key = { [`${SETTING_PREFIX}INTERNAL_API_KEY`]: 'x'.repeat(32) };
    expect(readSettings({ NODE_ENV: 'production', ...podSettings, ...merged, ...key }).llmMode).toBe(mode);
    const [{ target, patch } = { target: undefined, patch: undefined }, ...others] = patches(mode);
    expect([target, others]).toEqual([{ kind: 'Deployment', name: 'llm-proxy' }, []]);
    const [taken] = members(at(patch, 'spec/template/spec/containers/0/env')).map(([, one]) => one);
    expect(taken).toEqual({ name: `${SETTING_PREFIX}LITELLM_API_KEY`, $patch: 'delete' });
    expect(members(at(container, 'env')).map(([, one]) => at(one, 'name'))).toContain(at(taken, 'name'));
  });

  it('without LiteLLM nothing of it is left, and the way to it is closed', () => {
    const [all, policy] = patches('without-litellm');
    expect(all).toMatchObject({ target: { name: 'litellm' }, patch: { $patch: 'delete' } });
    const own = new Set(
      resources.filter((one) => at(one, 'kind') !== 'Secret').map((one) => at(one, 'metadata/name')),
    );
    expect(own).toEqual(new Set(['llm-proxy', 'litellm']));
    const rule = at(resource('NetworkPolicy'), 'spec/egress/1/to/0/podSelector/matchLabels');
    expect(rule).toEqual({ 'app.kubernetes.io/name': 'litellm' });
    expect(at(policy, 'patch/1')).toEqual({ op: 'remove', path: '/spec/egress/1' });
  });

  it('are in docs/deployment.md', () => {
    for (const name of ['direct', 'mock', 'without-litellm', 'openshift']) {
      expect(text('docs/deployment.md')).toContain(`components: [${name}]`);
    }
  });
});

describe('the way out of the cluster', () => {
  const egress = text('deploy/egress.env');
  const shown = parseEnv(egress.replace(/^#(?=[A-Z_]+=)/gm, ''));
  const ports = (name: string): unknown[] =>
    members(at(resource('NetworkPolicy', name), 'spec/egress')).flatMap(([, rule]) =>
      members(at(rule, 'ports')).map(([, one]) => at(one, 'port')),
    );

  it('is told to the service and to LiteLLM: proxies, what needs none, and authorities from one folder', () => {
    expect(members(at(kustomization, 'configMapGenerator')).map(([, one]) => one)).toContainEqual({
      name: 'egress',
      envs: ['egress.env'],
    });
    const named = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];
    expect(Object.keys(shown).sort()).toEqual(named.sort());
    expect(shown['NO_PROXY']?.split(',')).toContain('litellm');
    for (const name of ['llm-proxy', 'litellm']) {
      const spec = at(resource('Deployment', name), 'spec/template/spec');
      expect(strings(at(spec, 'containers/0/envFrom')).length).toBeGreaterThan(0);
      expect(members(at(spec, 'containers/0/envFrom')).map(([, one]) => one)).toContainEqual({
        configMapRef: { name: 'egress' },
      });
      const mount = members(at(spec, 'containers/0/volumeMounts')).find(
        ([, one]) => at(one, 'name') === 'certificates',
      )?.[1];
      for (const file of [shown['NODE_EXTRA_CA_CERTS'], shown['SSL_CERT_FILE']]) {
        expect(file?.startsWith(`${String(at(mount, 'mountPath'))}/`)).toBe(true);
      }
      expect(members(at(spec, 'volumes')).map(([, one]) => one)).toContainEqual({
        name: 'certificates',
        configMap: { name: 'extra-ca', optional: true },
      });
    }
  });

  it('is open at every port that the settings, the secrets and the proxies of the examples lead to', () => {
    const secret = (key: string): string => String(at(resource('Secret'), `stringData/${key}`));
    const addresses = [
      podSettings[`${SETTING_PREFIX}LITELLM_PROXY_URL`],
      secret('database-url'),
      secret('redis-url'),
    ];
    const proxies = [shown['HTTPS_PROXY'], shown['HTTP_PROXY']];
    const portOf = (url = ''): number => Number(new URL(url).port);
    expect(ports('llm-proxy')).toEqual(
      expect.arrayContaining([53, 443, ...[...addresses, ...proxies].map(portOf)]),
    );
    expect(ports('litellm')).toEqual(expect.arrayContaining([53, 443, ...proxies.map(portOf)]));
    const listed =
      /let the service out to ports ([\d,\sand]+), that/.exec(text('docs/deployment.md'))?.[1] ?? '';
    expect(new Set(listed.match(/\d+/g)?.map(Number))).toEqual(new Set(ports('llm-proxy')));
  });

  it('leads to no metadata service of a cloud', () => {
    for (const name of ['llm-proxy', 'litellm']) {
      for (const [, rule] of members(at(resource('NetworkPolicy', name), 'spec/egress'))) {
        for (const [, peer] of members(at(rule, 'to'))) {
          const cidr = at(peer, 'ipBlock/cidr');
          if (cidr === '0.0.0.0/0') expect(strings(at(peer, 'ipBlock/except'))).toContain('169.254.0.0/16');
        }
      }
    }
  });

  it('has on OpenShift no user of its own choice, and its resolver', () => {
    const [component] = documents('deploy/openshift/kustomization.yaml');
    expect(at(component, 'kind')).toBe('Component');
    expect(text('deploy/kustomization.yaml')).toContain('# components: [openshift]');
    const patches = members(at(component, 'patches')).map(([, one]) => String(at(one, 'patch')));
    expect(patches.join('')).toContain('path: /spec/template/spec/securityContext/runAsUser');
    expect(patches.join('')).toContain('port: 5353, protocol: UDP');
    expect(at(resource('Deployment', 'litellm'), 'spec/template/spec/securityContext/runAsUser')).toBe(65534);
  });
});

describe('proxies in front', () => {
  it('let the WebSocket of the Responses routes through, and no other change of protocol', () => {
    const nginx = text('deploy/nginx/nginx.conf');
    const kinds = [...nginx.matchAll(/map (\$\w+) (\$\w+) \{\s*default '';\s*(\S+) (\w+);\s*\}/g)];
    expect(kinds.map(([, ...kind]) => kind)).toEqual([
      ['$http_upgrade', '$upgrade_header', '~*^websocket$', 'websocket'],
      ['$upgrade_header', '$connection_header', 'websocket', 'upgrade'],
    ]);
    expect(nginx).toMatch(/proxy_set_header Upgrade \$upgrade_header;\s*proxy_set_header Connection \$conn/);
    expect(nginx).toContain('proxy_http_version 1.1;');
  });

  it('let headers with a _ through, by which agents name their conversations', () => {
    expect(Object.values(AGENT_HEADERS).flat()).toContain('session_id');
    expect(text('deploy/nginx/nginx.conf')).toMatch(/^ {2}underscores_in_headers on;$/m);
    expect(text('docs/deployment.md')).toContain('enable-underscores-in-headers');
  });

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
