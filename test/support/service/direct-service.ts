import type { NewConnection, NewProviderModel } from '../../../src/registry/registry-admin';
import { call } from '../callers/chat-request';
import { CommandLine } from '../processes/command-line';
import type { Gateway } from './gateway';
import type { GatewayOptions } from './gateway-environment';
import { spawnGateway } from './spawned-gateway';
import type { SpawnedGateway } from './spawned-gateway';

/** How many commands run at once: each is a process, and most machines for tests have two cores. */
const COMMANDS_AT_ONCE = 3;
const ADMIN_KEY = 'admin-key-of-direct-mode';

/** The options of `connection add` for a record's fields. */
const FLAGS: Readonly<Record<string, string>> = {
  api_version: '--api-version',
  region: '--region',
  project: '--project',
  location: '--location',
};

/** The service in direct mode, as a process of its own, and the command line on the same database. Keys and connections are
 * made by commands, which see the credentials; models and assignments by the admin API. */
export class DirectService {
  private constructor(
    readonly gateway: SpawnedGateway,
    readonly commands: CommandLine,
  ) {}

  /**
   * Starts the service on an empty database, or on the one that `environment` names.
   * @param options as for `spawnGateway`; `ready: false` does not wait until it is ready
   */
  static async start({
    ready = true,
    settings = {},
    environment = {},
  }: GatewayOptions & { readonly ready?: boolean } = {}): Promise<DirectService> {
    const commands = new CommandLine({ ...environment });
    const direct = {
      LLM_MODE: 'direct',
      DATA_DIR: commands.dataDir,
      KEY_RPS: 0,
      ADDRESS_RPS: 0,
      ADMIN_KEY,
    };
    const gateway = await spawnGateway({ ready, settings: { ...direct, ...settings }, environment });
    return new DirectService(gateway, commands);
  }

  /** Adds a connection; the credential goes in by standard input. */
  async connect({ name, provider, endpoint, credential, options }: NewConnection): Promise<void> {
    // Not tested: providers are asked only what the service itself asks them.
    const given = ['--name', name, '--provider', provider, '--no-test', ...flags(options)];
    if (endpoint !== undefined) given.push('--endpoint', endpoint);
    if (credential !== undefined) given.push('--api-key-stdin');
    await this.commands.succeed(['connection', 'add', ...given], { input: credential ?? '' });
  }

  /** Adds a model to a connection, by the admin API: a command is a process, and half a second of one. */
  addModel(model: NewProviderModel): Promise<void> {
    return this.#admin('models', model);
  }

  /** Makes a virtual key. @returns the service as a caller with that key has it */
  async addKey(name: string): Promise<Gateway> {
    const { stdout } = await this.commands.succeed(['vkey', 'add', '--name', name]);
    return this.as(stdout.trim());
  }

  /** Lets a key (its name) call a model (`connection/model`), by the admin API. */
  assign(key: string, model: string, alias: string): Promise<void> {
    return this.#admin('assignments', { virtual_key: key, model, alias });
  }

  /** The service as a caller with this key has it. */
  as(key: string): Gateway {
    const { url, port, log } = this.gateway;
    return { url, port, log, key, close: () => Promise.resolve() };
  }

  async close(): Promise<void> {
    await this.gateway.close();
    this.commands.close();
  }

  async #admin(path: string, body: object): Promise<void> {
    const answer = await call(this.gateway, 'POST', `/admin/${path}`, { key: ADMIN_KEY, body });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  }
}

function flags(fields: object = {}): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const flag = FLAGS[name];
    if (flag === undefined) throw new Error(`no option is known for ${name}`);
    return [flag, String(value)];
  });
}

/** Runs what starts processes, a few at a time, in order. */
export async function fewAtOnce(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: COMMANDS_AT_ONCE }, worker));
}
