import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, get } from '../callers/chat-request';
import type { FakeUpstream } from '../upstream/fake-upstream';
import type { Gateway } from './gateway';
import { spawnGateway } from './spawned-gateway';
import type { SpawnedGateway } from './spawned-gateway';
import { HANG_MS } from '../observation/until';

const ADMIN_KEY = 'admin-key-of-the-replicas';
const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');

/** The body of a readiness probe. */
export interface Readiness {
  readonly code: number;
  /** `ok`, `degraded` or `unavailable`. */
  readonly status: unknown;
  /** Names of the checks that are down. */
  readonly down: readonly string[];
}

/** Where replicas meet. */
export interface SharedEngines {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
}

/** How they are started. */
interface PairOptions {
  readonly ready?: boolean;
  /** For Node itself, of the second. */
  readonly otherArguments?: readonly string[];
  /** Further settings of both, by their names without `LLM_PROXY__`. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** Two services, each a process of its own, on one database and one limits server. */
export class ReplicaPair {
  private constructor(
    public one: SpawnedGateway,
    readonly other: SpawnedGateway,
    readonly folder: string,
    private readonly startOne: () => Promise<SpawnedGateway>,
  ) {}

  /** @param ready whether to wait until both are ready; by default they are given a connection first */
  static async start(
    { databaseUrl, redisUrl }: SharedEngines,
    { ready = true, otherArguments = [], settings = {} }: PairOptions = {},
  ): Promise<ReplicaPair> {
    const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-replicas-'));
    const start = (name: string, nodeArguments: readonly string[] = []): Promise<SpawnedGateway> =>
      spawnGateway({
        ready,
        nodeArguments,
        settings: {
          LLM_MODE: 'mock',
          DATABASE_URL: databaseUrl,
          REDIS_URL: redisUrl,
          // A busy machine is no lost server.
          REDIS_TIMEOUT: HANG_MS / 1000,
          ENCRYPTION_KEY,
          ADMIN_KEY,
          DATA_DIR: join(folder, name),
          KEY_RPS: 0,
          ADDRESS_RPS: 0,
          RETRIES: 0,
          LOG_LEVEL: 'warn',
          ...settings,
        },
      });
    const [one, other] = await Promise.all([start('one'), start('other', otherArguments)]);
    return new ReplicaPair(one, other, folder, () => start('one'));
  }

  get both(): readonly [SpawnedGateway, SpawnedGateway] {
    return [this.one, this.other];
  }

  /** Asks the admin API of a replica, by default of the first. @throws Error with the answer when that is no success */
  async admin(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    replica: Gateway = this.one,
  ): Promise<Record<string, unknown>> {
    const answer = await call(replica, method, `/admin/${path}`, { key: ADMIN_KEY, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.text === '' ? {} : { ...(answer.json as object) };
  }

  /** Connects an upstream as `Main`, with the model `m`. */
  async connect(upstream: FakeUpstream): Promise<void> {
    const connection = { name: 'Main', provider: 'openai', endpoint: upstream.url, credential: 'sk-1' };
    await this.admin('POST', 'connections', connection);
    await this.admin('POST', 'models', { connection: 'Main', name: 'm' });
  }

  /** Makes a key that may call `Main/m` as `a`, within these limits. @returns the key */
  async addKey(name: string, limits: Readonly<Record<string, number>> = {}): Promise<string> {
    const { key } = await this.admin('POST', 'virtual-keys', { name });
    await this.admin('POST', 'assignments', { virtual_key: name, model: 'Main/m', alias: 'a', ...limits });
    return String(key);
  }

  /** Kills the first with SIGKILL. @returns what starts it again, on the same folder */
  async killOne(): Promise<() => Promise<void>> {
    this.one.signal('SIGKILL');
    await this.one.exit;
    return async () => {
      this.one = await this.startOne();
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.both.map((replica) => replica.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What the readiness probe of a service says. */
export async function readinessOf(gateway: Gateway): Promise<Readiness> {
  const answer = await get(gateway, '/health/ready', { key: null });
  const { status, checks } = answer.json as { status: unknown; checks: Record<string, { status: string }> };
  const down = Object.entries(checks).filter(([, check]) => check.status !== 'up');
  return { code: answer.status, status, down: down.map(([name]) => name) };
}
