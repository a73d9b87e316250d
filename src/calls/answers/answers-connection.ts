import type { Redis } from 'ioredis';
import { openClient, runScript, valkeyScript } from '../../admission/buckets/valkey/valkey-connection';
import type { ServerConnection } from '../../admission/buckets/valkey/limits-server';
import type { ValkeyScript } from '../../admission/buckets/valkey/valkey-connection';
import { within } from '../../admission/buckets/valkey/within';
import type { Secret } from '../../config/secret';
import {
  ALL_KEYS,
  answerKeys,
  CLAIM_SCRIPT,
  DROP_SCRIPT,
  EVICT_SCRIPT,
  KEEP_SCRIPT,
  READ_SCRIPT,
  WRITE_SCRIPT,
} from './answer-scripts';

export const CLAIM = valkeyScript(CLAIM_SCRIPT);
export const WRITE = valkeyScript(WRITE_SCRIPT);
export const READ = valkeyScript(READ_SCRIPT);
export const DROP = valkeyScript(DROP_SCRIPT);
export const EVICT = valkeyScript(EVICT_SCRIPT);
const KEEP = valkeyScript(KEEP_SCRIPT);

/** The longest that what is written for a proof is there. */
const PROBE_MS = '1000';
/** What is in the list of all answers is not to go for a probe. */
const PROBE_TTL_MS = String(30 * 86_400_000);

/** A connection of its own, so that no decision about limits waits behind the bytes of answers. */
export interface AnswersConnection extends ServerConnection {
  /** Runs a script on the keys of an answer. @throws when there is no answer within the limit, or it is an error */
  run(script: ValkeyScript, name: string, args: readonly (string | Buffer)[]): Promise<readonly unknown[]>;
  /** Runs the script on the list of all answers. @returns names @throws like {@link run} */
  keep(args: readonly [most: string, ttlMs: string, ...namesAndBytes: string[]]): Promise<readonly unknown[]>;
}

/** @throws as `openValkey` */
export async function openAnswers(url: Secret, answerLimitMs: number): Promise<AnswersConnection> {
  return new AnswersClient(await openClient(url, [CLAIM, WRITE, READ, DROP, KEEP, EVICT]), answerLimitMs);
}

class AnswersClient implements AnswersConnection {
  constructor(
    private readonly client: Redis,
    private readonly answerLimitMs: number,
  ) {}

  run(script: ValkeyScript, name: string, args: readonly (string | Buffer)[]): Promise<readonly unknown[]> {
    return this.#run(script, answerKeys(name), args);
  }

  keep(args: readonly string[]): Promise<readonly unknown[]> {
    return this.#run(KEEP, ALL_KEYS, args);
  }

  async #run(
    script: ValkeyScript,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
  ): Promise<readonly unknown[]> {
    const { client } = this;
    const answer = runScript(
      script,
      (sha) => client.callBuffer('EVALSHA', sha, keys.length, ...keys, ...args),
      (lua) => client.callBuffer('EVAL', lua, keys.length, ...keys, ...args),
    );
    const reply = await within(this.answerLimitMs, answer);
    const parts: readonly unknown[] = Array.isArray(reply) ? reply : [reply];
    return parts;
  }

  /** The proof that its user may run all the scripts. */
  async heartbeat(replica: string): Promise<number> {
    const name = `probe-${replica}`;
    await this.run(CLAIM, name, [replica, '', '0', PROBE_MS, '1']);
    await this.run(WRITE, name, [replica, 'running', PROBE_MS, '0', '', '', 'probe']);
    await this.run(READ, name, [replica, '0', '1']);
    await this.run(DROP, name, [replica]);
    await this.run(EVICT, name, []);
    for (const bytes of ['1', '0']) await this.keep(['1e15', PROBE_TTL_MS, name, bytes]);
    return 1;
  }

  /** Nobody counts the replicas here. */
  leave(): Promise<void> {
    return Promise.resolve();
  }

  onClose(listener: () => void): void {
    this.client.once('end', listener);
  }

  close(): void {
    this.client.disconnect();
  }
}
