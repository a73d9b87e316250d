import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings } from '../src/config/read-settings';
import { composed, interpolated } from './support/documents/compose-files';
import { documentText, ROOT } from './support/documents/markdown';
import { at, members, strings } from './support/documents/shipped-files';

/** Docker Compose in each mode, its way to providers, and what a change of a key takes. */

const BASE = 'docker-compose.yml';
const OVERLAYS = ['mock', 'direct', 'litellm'];
const base = composed(BASE);

/** What a service of a Compose project gets, where `.env` holds the given variables. */
function environmentOf(
  project: unknown,
  service: string,
  given: Record<string, string>,
): NodeJS.Dict<string> {
  const entries = members(at(project, `services/${service}/environment`)).map(([name, value]) => [
    name,
    typeof value === 'string' ? interpolated(value, given) : given[name],
  ]);
  return Object.fromEntries(entries) as NodeJS.Dict<string>;
}

describe('docker compose', () => {
  it('runs LiteLLM beside the service where nothing else is asked for', () => {
    expect(at(base, 'services/llm-proxy/environment/LLM_PROXY__LLM_MODE')).toBe('litellm');
    expect(at(base, 'services/llm-proxy/depends_on/litellm/condition')).toBe('service_healthy');
  });

  it('has an overlay for each mode, each described', () => {
    const files = readdirSync(join(ROOT, 'deploy/compose')).filter((name) => name.endsWith('.yml'));
    expect(files.sort()).toEqual(OVERLAYS.map((name) => `${name}.yml`).sort());
    for (const file of files) {
      expect(documentText('docs/deployment.md')).toContain(`-f deploy/compose/${file}`);
      expect(documentText(`deploy/compose/${file}`)).toContain(
        `docker compose -f docker-compose.yml -f deploy/compose/${file} up -d`,
      );
    }
  });

  it.each(OVERLAYS)(
    'runs %s without the LiteLLM container and with settings that the service takes',
    (mode) => {
      const project = composed(BASE, `deploy/compose/${mode}.yml`);
      expect(at(project, 'services/litellm')).toBeUndefined();
      const running = members(at(project, 'services'));
      for (const [name, service] of running) {
        for (const [needed] of members(at(service, 'depends_on'))) {
          expect({ name, needed, there: at(project, `services/${needed}`) !== undefined }).toMatchObject({
            there: true,
          });
        }
      }
      const given = { LLM_PROXY__LITELLM_PROXY_URL: 'https://litellm.example.com' };
      for (const service of ['llm-proxy', 'cli']) {
        const settings = readSettings({
          NODE_ENV: 'production',
          LLM_PROXY__INTERNAL_API_KEY: 'x'.repeat(32),
          LLM_PROXY__ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
          ...environmentOf(project, service, given),
        });
        expect(settings).toMatchObject({ llmMode: mode, port: 8002 });
        if (mode === 'litellm') expect(settings.litellmProxyUrl).toContain('litellm.example.com');
      }
    },
  );

  it('starts nothing beside the mock that the mock does not need', () => {
    const project = composed(BASE, 'deploy/compose/mock.yml');
    const always = members(at(project, 'services')).filter(([, one]) => at(one, 'profiles') === undefined);
    expect(always.map(([name]) => name)).toEqual(['keys', 'llm-proxy']);
    expect(at(project, 'services/ollama')).toBeUndefined();
  });
});

describe('the way to providers', () => {
  const ways = ['llm-proxy', 'cli', 'litellm'];

  it('goes through the proxies of .env, and to the neighbours without one', () => {
    const given = { HTTPS_PROXY: 'http://proxy.example.com:3128', NO_PROXY: 'intern.example.com' };
    for (const service of ways) {
      const seen = environmentOf(base, service, given);
      expect(seen).toMatchObject({ HTTPS_PROXY: given.HTTPS_PROXY, HTTP_PROXY: undefined });
      const without = (seen['NO_PROXY'] ?? '').split(',');
      expect(without).toEqual(
        expect.arrayContaining(['intern.example.com', 'litellm', 'ollama', '127.0.0.1']),
      );
      expect((environmentOf(base, service, {})['NO_PROXY'] ?? '').split(',')).not.toContain('');
    }
  });

  it('knows the authorities of .env by their place in the container, and none that is not there', () => {
    const given = { NODE_EXTRA_CA_CERTS: './ca.pem', SSL_CERT_FILE: './bundle.pem' };
    const place = (service: string, name: string): string | undefined =>
      environmentOf(base, service, given)[name];
    for (const service of ways) {
      const mounts = new Map(
        members(at(base, `services/${service}/volumes`))
          .filter(([, one]) => at(one, 'type') === 'bind')
          .map(([, one]) => [
            String(at(one, 'target')),
            [interpolated(String(at(one, 'source')), given), at(one, 'bind/create_host_path')],
          ]),
      );
      expect(mounts.get(place(service, 'SSL_CERT_FILE') ?? '')).toEqual(['./bundle.pem', false]);
      if (service === 'litellm') continue;
      expect(mounts.get(place(service, 'NODE_EXTRA_CA_CERTS') ?? '')).toEqual(['./ca.pem', false]);
      expect(place(service, 'NODE_USE_SYSTEM_CA')).toBe('1');
      const empty = environmentOf(base, service, {});
      expect(empty).toMatchObject({ NODE_EXTRA_CA_CERTS: '', SSL_CERT_FILE: '', NODE_USE_SYSTEM_CA: '' });
    }
  });
});

describe('a changed key', () => {
  it('makes the containers start again that read it from the volume', () => {
    for (const [name, service] of members(at(base, 'services'))) {
      const command = [...strings(at(service, 'command')), ...strings(at(service, 'entrypoint'))].join(' ');
      // The command line starts anew for each call.
      if (!/\/run\/keys\//.test(command) || name === 'cli') continue;
      expect([name, at(service, 'depends_on/keys')]).toEqual([
        name,
        { condition: 'service_completed_successfully', restart: true },
      ]);
    }
  });

  it('is said to need `docker compose up -d`, and nowhere `docker compose restart`', () => {
    const document = documentText('docs/deployment.md');
    expect(document).toMatch(/edit `\.env`, then `docker compose up -d`/);
    expect(document).not.toMatch(/&& docker compose restart/);
  });
});
