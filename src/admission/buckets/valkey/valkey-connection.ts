import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Secret } from '../../../config/secret';
import { BUCKET_SCRIPT, bucketAnswer, scriptInput } from './bucket-script';
import type { BucketAnswer, BucketQuestion, KnownTokens } from './bucket-script';
import { inOperatorsWords, isForbidden, LimitsServerProblem } from './limits-server-problem';
import { ALL_HEARD, HOLDERS_KEY } from './budget-script';
import type { Unheard } from './budget-script';
import { HEARTBEAT_SCRIPT, REPLICAS_KEY } from './replica-script';
import { within } from './within';

/** The longest that connecting may take, name lookup, TLS and sign-in included. */
const CONNECT_LIMIT_MS = 1_000;
/** The longest that closing waits for the other side. */
const CLOSE_LIMIT_MS = 100;

/** A Lua script, and the hash by which a server that has seen it knows it. */
export interface ValkeyScript {
  readonly lua: string;
  readonly sha: string;
}

const DECIDE = valkeyScript(BUCKET_SCRIPT);
const HEARTBEAT = valkeyScript(HEARTBEAT_SCRIPT);

/** One connection to the limits server, from its opening to its first failure: it does not repair itself. */
export interface ValkeyConnection {
  /** Runs one decision. @throws when there is no answer within the limit of {@link openValkey}, or it is an error */
  decide(question: BucketQuestion): Promise<BucketAnswer>;
  /** Notes that this replica lives. @returns how many do @throws like {@link decide} */
  heartbeat(replica: string): Promise<number>;
  /** Takes a replica out of the count. @throws like {@link decide} */
  leave(replica: string): Promise<void>;
  /** Calls back once it is closed, by whichever side. */
  onClose(listener: () => void): void;
  close(): void;
}

/** How a connection behaves. */
export interface ValkeyOptions {
  /** The longest wait for each answer. */
  readonly answerLimitMs: number;
  /** What is known of a bucket that the server may have forgotten. */
  readonly known: KnownTokens;
  /** What a connection that reserves of budgets has to know of its replica. */
  readonly budgets?: HolderOptions;
}

/** See `budget-script.ts` for holders. */
export interface HolderOptions {
  /** See `BudgetsTeller`. */
  readonly unheard: Unheard;
  /** The last connection that reserved of budgets, whose reservations this one counts anew; undefined for none. */
  readonly former: string | undefined;
  /** Called when this one is first asked to reserve. */
  readonly onHolds: (holder: string) => void;
  /** Called with the server's time, and when it was asked by this machine's; milliseconds since 1970. */
  readonly onTime: (serverTime: number, sentAt: number) => void;
}

/**
 * Connects to the limits server, signs in, chooses the database and loads the scripts, within a second.
 * @throws LimitsServerProblem when there is no such database, or the user may not do what is needed; else whatever went wrong, once nothing of the connection is left
 */
export async function openValkey(url: Secret, options: ValkeyOptions): Promise<ValkeyConnection> {
  return new IoredisConnection(await openClient(url, [DECIDE, HEARTBEAT]), options);
}

/**
 * A client that is signed in and has loaded the scripts; it does not repair itself.
 * @throws like {@link openValkey}
 */
export async function openClient(url: Secret, scripts: readonly ValkeyScript[]): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url.reveal(), {
    lazyConnect: true,
    connectTimeout: CONNECT_LIMIT_MS,
    disconnectTimeout: CLOSE_LIMIT_MS,
    // A failure ends the connection and everything that waits on it; when there is another one is not the client's matter.
    retryStrategy: null,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Every answer is read as texts and whole numbers, so the older protocol does, and is spoken by all servers.
    protocol: 2,
    disableClientInfo: true,
    connectionName: 'llm-proxy',
  });
  let failure: unknown;
  client.on('error', (error) => (failure ??= error));
  try {
    await within(CONNECT_LIMIT_MS, ready(client, Number(new URL(url.reveal()).pathname.slice(1)), scripts));
  } catch (error) {
    client.disconnect();
    throw inOperatorsWords(error instanceof LimitsServerProblem ? error : (failure ?? error));
  }
  return client;
}

async function ready(client: Redis, database: number, scripts: readonly ValkeyScript[]): Promise<void> {
  await client.connect();
  if (database > 0) {
    try {
      // The client chose it already, but would go on with another one where that failed.
      await client.select(database);
    } catch (cause) {
      throw new LimitsServerProblem(
        `there is no database ${database} on it: name another at the end of LLM_PROXY__REDIS_URL, or none`,
        { cause },
      );
    }
  }
  // Where SCRIPT is not allowed, the first use of each script sends it.
  await Promise.all(
    scripts.map(async ({ lua }) => {
      try {
        await client.script('LOAD', lua);
      } catch (error) {
        if (!isForbidden(error)) throw error;
      }
    }),
  );
}

class IoredisConnection implements ValkeyConnection {
  /** See `budget-script.ts`. */
  readonly #holder = randomUUID();
  #holds = false;

  constructor(
    private readonly client: Redis,
    private readonly options: ValkeyOptions,
  ) {}

  async decide(question: BucketQuestion): Promise<BucketAnswer> {
    if (!this.#holds && question.budgets.length + question.budgetSettlements.length > 0) {
      this.#holds = true;
      this.options.budgets?.onHolds(this.#holder);
    }
    const answer = (await this.#ask(question, false)) ?? (await this.#ask(question, true));
    if (answer !== undefined) return answer;
    throw new Error('The limits server did not hear what it was told of budgets.');
  }

  async heartbeat(replica: string): Promise<number> {
    const keys = [REPLICAS_KEY, HOLDERS_KEY];
    const args = [replica, this.#holds ? this.#holder : '', this.options.budgets?.former ?? ''];
    const sentAt = Date.now();
    const answer: unknown = await within(this.options.answerLimitMs, this.run(HEARTBEAT, keys, args));
    const parts: readonly unknown[] = Array.isArray(answer) ? answer : [];
    const [replicas, time] = parts;
    if (typeof replicas === 'number' && replicas >= 1) {
      if (Number(time) > 0) this.options.budgets?.onTime(Number(time), sentAt);
      return replicas;
    }
    throw new Error('The limits server gave no answer to a heartbeat.');
  }

  async leave(replica: string): Promise<void> {
    await within(this.options.answerLimitMs, this.client.zrem(REPLICAS_KEY, replica));
    if (this.#holds) await within(this.options.answerLimitMs, this.client.zrem(HOLDERS_KEY, this.#holder));
  }

  onClose(listener: () => void): void {
    this.client.once('end', listener);
  }

  close(): void {
    this.client.disconnect();
  }

  async #ask(question: BucketQuestion, tellsAll: boolean): Promise<BucketAnswer | undefined> {
    const { known, budgets, answerLimitMs } = this.options;
    const teller = { holder: this.#holder, tellsAll, unheard: budgets?.unheard ?? ALL_HEARD };
    const { keys, args } = scriptInput(question, known, teller);
    return bucketAnswer(await within(answerLimitMs, this.run(DECIDE, keys, args)), question);
  }

  private run(script: ValkeyScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const { client } = this;
    return runScript(
      script,
      (sha) => client.evalsha(sha, keys.length, ...keys, ...args),
      (lua) => client.eval(lua, keys.length, ...keys, ...args),
    );
  }
}

/**
 * Runs a script by its hash. A server that was started again, or told to forget its scripts, is sent the script once more.
 * @throws LimitsServerProblem where its user may not run it; else whatever went wrong
 */
export async function runScript(
  { lua, sha }: ValkeyScript,
  byHash: (sha: string) => Promise<unknown>,
  byText: (lua: string) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await byHash(sha);
  } catch (error) {
    const unknown = error instanceof Error && error.message.startsWith('NOSCRIPT');
    if (!unknown && !isForbidden(error)) throw inOperatorsWords(error);
  }
  try {
    return await byText(lua);
  } catch (error) {
    throw inOperatorsWords(error);
  }
}

/** A script under its hash. */
export function valkeyScript(lua: string): ValkeyScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}
