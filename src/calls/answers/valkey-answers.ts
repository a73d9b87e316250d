import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { LimitsServer } from '../../admission/buckets/valkey/limits-server';
import { Settings } from '../../config/settings';
import { LOCK_MS } from '../../layers/idempotency/shared-store';
import type {
  AnswerState,
  Claim,
  Claimed,
  Reading,
  SharedStore,
  Update,
  Written,
} from '../../layers/idempotency/shared-store';
import { ServiceLog } from '../../log/service-log';
import { CLAIM, DROP, EVICT, openAnswers, READ, WRITE } from './answers-connection';
import type { AnswersConnection } from './answers-connection';

/** So many pieces travel together: 1 MiB at most. */
const READ_PIECES = 32;
/** A call waits for its answer, and not for a decision that a share can take: a second upstream call costs more. */
const LEAST_WAIT_MS = 1_000;

/** What answers take is told of many together: of so many, or after so long. */
const MOST_TOLD = 100;
const TOLD_WITHIN_MS = 50;

const WORDS = {
  gone: 'The server of LLM_PROXY__REDIS_URL cannot be reached: an Idempotency-Key is known to this replica alone until it is back.',
  back: 'The server of LLM_PROXY__REDIS_URL is back: an Idempotency-Key is known to all replicas again.',
};

/** The answers of keyed calls in Valkey or Redis, for all replicas; not there without `REDIS_URL`. */
@Injectable()
export class ValkeyAnswers implements SharedStore, OnModuleInit, OnModuleDestroy {
  readonly #server: LimitsServer<AnswersConnection> | undefined;
  /** What is to be told of answers, by their names, in the order of their use: the bytes that they take; none where those stay. */
  readonly #untold = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Settings)
    private readonly settings: Pick<
      Settings,
      'redisUrl' | 'redisTimeoutMs' | 'sharedAnswersBytes' | 'idempotencyTtlMs'
    >,
    @Inject(ServiceLog) log: Logger,
  ) {
    const { redisUrl, redisTimeoutMs } = settings;
    if (redisUrl === undefined) return;
    const limitMs = Math.max(redisTimeoutMs, LEAST_WAIT_MS);
    this.#server = new LimitsServer(() => openAnswers(redisUrl, limitMs), log, WORDS);
  }

  /** Whether a server is configured at all. */
  get isConfigured(): boolean {
    return this.#server !== undefined;
  }

  async onModuleInit(): Promise<void> {
    await this.#server?.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#tell();
    await this.#server?.stop();
  }

  async claim({ name, bodyHash, streamed, owner, mayBegin }: Claim): Promise<Claimed | undefined> {
    const args = [owner, bodyHash, streamed ? '1' : '0', String(LOCK_MS), mayBegin ? '1' : '0'];
    const reply = await this.#ask((connection) => connection.run(CLAIM, name, args));
    const [is, by, hash, inFrames, state] = reply?.map(textOf) ?? [];
    if (is === 'mine' || is === 'none') return { is };
    if (is !== 'held') return undefined;
    const held = { owner: by ?? '', bodyHash: hash ?? '', streamed: inFrames === '1', state: stateOf(state) };
    return { is, ...held };
  }

  async write(name: string, owner: string, update: Update): Promise<Written | undefined> {
    const { state, keepMs, isFinal, head = '', end = '', chunks } = update;
    const args = [owner, state, String(Math.ceil(keepMs)), isFinal ? '1' : '0', head, end, ...chunks];
    const reply = await this.#ask((connection) => connection.run(WRITE, name, args));
    if (reply === undefined) return undefined;
    const [isOwn, readMsAgo] = reply.map(Number);
    const isRead = readMsAgo !== undefined && readMsAgo >= 0;
    return { isLost: isOwn !== 1, followedMsAgo: isRead ? readMsAgo : undefined };
  }

  async read(name: string, owner: string, from: number): Promise<Reading | undefined> {
    const args = [owner, String(from), String(READ_PIECES)];
    const reply = await this.#ask((connection) => connection.run(READ, name, args));
    if (reply === undefined) return undefined;
    const [state, beat, head, end, all, ...pieces] = reply;
    if (textOf(state) === 'gone') return 'gone';
    const chunks = pieces.filter((piece) => Buffer.isBuffer(piece));
    return {
      state: stateOf(textOf(state)),
      beat: Number(textOf(beat)),
      head: textOf(head) || undefined,
      end: textOf(end) || undefined,
      chunks,
      hasMore: from + chunks.length < Number(all),
    };
  }

  async drop(name: string, owner: string): Promise<void> {
    await this.#ask((connection) => connection.run(DROP, name, [owner]));
  }

  async keep(name: string, bytes?: number): Promise<void> {
    const before = this.#untold.get(name) ?? '';
    this.#untold.delete(name);
    this.#untold.set(name, bytes === undefined ? before : String(bytes));
    // An answer that is used again must not be the oldest meanwhile.
    if (bytes === undefined || this.#untold.size >= MOST_TOLD) await this.#tell();
    else this.#timer ??= setTimeout(() => void this.#tell(), TOLD_WITHIN_MS).unref();
  }

  /** A round trip for each call costs more than the answer's own. */
  async #tell(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#untold.size === 0) return;
    const told = [...this.#untold].flat();
    this.#untold.clear();
    const most = String(this.settings.sharedAnswersBytes);
    const ttl = String(this.settings.idempotencyTtlMs);
    const gone = await this.#ask((connection) => connection.keep([most, ttl, ...told]));
    for (const old of gone ?? []) await this.#ask((connection) => connection.run(EVICT, textOf(old), []));
  }

  /** @returns undefined where the server cannot be reached; it is then given up until it is back */
  async #ask<T>(ask: (connection: AnswersConnection) => Promise<T>): Promise<T | undefined> {
    const connection = this.#server?.connection;
    if (connection === undefined) return undefined;
    try {
      return await ask(connection);
    } catch (cause) {
      this.#server?.failed(connection, cause);
      return undefined;
    }
  }
}

function textOf(part: unknown): string {
  return Buffer.isBuffer(part) ? part.toString('utf8') : '';
}

function stateOf(word: string | undefined): AnswerState {
  return word === 'whole' || word === 'failed' ? word : 'running';
}
