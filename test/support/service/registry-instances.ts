/** Registries of one database in this process, as several replicas have them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../../src/config/read-settings';
import type {
  ConnectionProbe,
  ListedProviderModel,
} from '../../../src/registry/connections/connection-probe';
import { DatabaseOwner } from '../../../src/database/database-owner';
import { Registry } from '../../../src/registry/registry';
import { GatewayError } from '../../../src/errors/gateway-error';
import { openServiceLog } from '../../../src/log/service-log';
import { LogLines } from '../observation/log-lines';
import { describeWithPostgres, startPostgres } from '../engines/postgres';
import type { PostgresServer } from '../engines/postgres';
import { until } from '../observation/until';

/** Settings by their names without `LLM_PROXY__`, and other variables under `environment`. */
export type RegistrySettings = Readonly<Record<string, string>>;

/** A registry that is open. */
export interface RegistryInstance {
  readonly registry: Registry;
  readonly log: LogLines;
  readonly probe: FakeProbe;
  close(): Promise<void>;
}

/** Takes the place of what speaks with providers. */
class FakeProbe implements ConnectionProbe {
  readonly providers = ['openai', 'azure', 'local'];
  /** What the provider lists, or how it fails. */
  listed: readonly ListedProviderModel[] | GatewayError = [];
  /** The credential with which models were last asked for. */
  asked: string | undefined;

  defaultEndpoint(provider: string): string | undefined {
    return provider === 'openai' ? 'https://api.openai.com/v1' : undefined;
  }

  check({ endpoint }: { readonly endpoint: string }): void {
    if (endpoint.startsWith('https://')) return;
    throw new GatewayError('INVALID_REQUEST', 'The endpoint must be an https address.', {
      param: 'endpoint',
    });
  }

  origins({ endpoint }: { readonly endpoint: string }): readonly string[] {
    return [new URL(endpoint).origin];
  }

  models(...[connection]: Parameters<ConnectionProbe['models']>): Promise<readonly ListedProviderModel[]> {
    this.asked = connection.credential()?.reveal();
    return this.listed instanceof GatewayError ? Promise.reject(this.listed) : Promise.resolve(this.listed);
  }
}

/** Makes a registry that is not open yet. */
export function makeRegistry(
  settings: RegistrySettings,
  { environment = {}, inMemory = true }: { environment?: Record<string, string>; inMemory?: boolean } = {},
): RegistryInstance {
  const log = new LogLines();
  const probe = new FakeProbe();
  const variables = Object.entries(settings).map(([name, value]) => [`LLM_PROXY__${name}`, value]);
  const read = readSettings({ ...(Object.fromEntries(variables) as Record<string, string>), ...environment });
  const registry = new Registry({
    settings: read,
    log: openServiceLog(read, log),
    database: new DatabaseOwner(read),
    probe: () => probe,
    inMemory,
  });
  return { registry, log, probe, close: () => registry.onApplicationShutdown() };
}

/** An engine under test. */
export interface EngineUnderTest {
  readonly name: 'sqlite' | 'postgres';
  /** The settings of an empty database of its own, and of a folder for its master key. */
  place(): Promise<RegistrySettings>;
  /** Opens one more registry; it is closed after the test. */
  open(settings: RegistrySettings): Promise<RegistryInstance>;
  /** The server, where there is one. */
  server(): PostgresServer;
}

/** Declares the same tests for SQLite and, where there is a server, for PostgreSQL. */
export function describeEachEngine(name: string, tests: (engine: EngineUnderTest) => void): void {
  describe(`${name}, on SQLite`, () => {
    tests(engineUnderTest('sqlite', () => Promise.resolve({})));
  });
  describeWithPostgres(`${name}, on PostgreSQL`, () => {
    let server: PostgresServer | undefined;
    const running = (): PostgresServer => {
      if (server === undefined) throw new Error('PostgreSQL is not started yet');
      return server;
    };
    beforeAll(async () => {
      server = await startPostgres();
    });
    tests(
      engineUnderTest('postgres', async () => ({ DATABASE_URL: await running().makeDatabase() }), running),
    );
    // Declared last, so that what the tests opened is closed before.
    afterAll(() => server?.stop());
  });
}

function engineUnderTest(
  name: EngineUnderTest['name'],
  database: () => Promise<RegistrySettings>,
  server: () => PostgresServer = () => {
    throw new Error('SQLite has no server');
  },
): EngineUnderTest {
  const folders: string[] = [];
  const opened: RegistryInstance[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ close }) => close()));
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return {
    name,
    server,
    place: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-registry-'));
      folders.push(folder);
      return { DATA_DIR: folder, ...(await database()) };
    },
    open: async (settings) => {
      const instance = makeRegistry(settings);
      opened.push(instance);
      await instance.registry.onModuleInit();
      // A start goes on without a database that a busy machine has not opened in time.
      await until(() => instance.registry.loaded, { what: 'the registry' });
      return instance;
    },
  };
}
