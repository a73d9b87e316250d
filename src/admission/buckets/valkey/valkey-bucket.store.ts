import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Secret } from '../../../config/secret';
import type {
  BucketCharge,
  BucketDecision,
  BucketServerState,
  BucketStore,
  MaybePromise,
} from '../bucket-store';
import type { BucketQuestion } from './bucket-script';
import { LimitsServer } from './limits-server';
import { ShareBucketStore } from './share-bucket.store';
import { UnsettledCharges } from './unsettled-charges';
import { openValkey } from './valkey-connection';
import type { ValkeyConnection } from './valkey-connection';

/** The longest that the server goes without hearing of a correction. */
const SETTLED_WITHIN_MS = 50;
/** Corrections that travel together: a call makes one, so a few with each decision keep up with any load. */
const SETTLED_TOGETHER = 32;

const NO_ALTERNATIVES: readonly (readonly BucketCharge[])[] = [];

/**
 * Token buckets that all replicas share, in Valkey or Redis: one round trip a call, since corrections travel with later
 * decisions. While the server is gone, a replica goes on with its share from memory, without waiting for anything.
 */
export class ValkeyBucketStore implements BucketStore, OnModuleInit, OnModuleDestroy {
  readonly #server: LimitsServer;
  readonly #share: ShareBucketStore;
  readonly #unsettled = new UnsettledCharges();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param url `redis://` or `rediss://`, with credentials where they are needed
   * @param answerLimitMs the longest that a decision waits for the server
   */
  constructor(url: Secret, log: Logger, answerLimitMs: number) {
    this.#server = new LimitsServer(
      () => openValkey(url, { answerLimitMs, known: (charge) => this.#share.known(charge) }),
      log,
    );
    this.#share = new ShareBucketStore(() => this.#server.replicas);
  }

  get server(): BucketServerState {
    return this.#server.state;
  }

  /** Waits for the server for a moment, so that the first calls are already decided by it; it need not be there. */
  onModuleInit(): Promise<void> {
    return this.#server.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.#settleAlone();
    await this.#server.stop();
  }

  take(
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[] = NO_ALTERNATIVES,
  ): MaybePromise<BucketDecision> {
    const { connection } = this.#server;
    const asks = charges.length > 0 || alternatives.some(({ length }) => length > 0);
    if (connection !== undefined && asks) return this.#take(connection, charges, alternatives);
    if (connection === undefined) this.#share.settle(this.#unsettled.take(Infinity));
    return this.#share.take(charges, alternatives);
  }

  /** The correction travels with this replica's next decision; if there is none for a moment, by itself. */
  settle(charges: readonly BucketCharge[]): void {
    if (this.#server.connection === undefined) {
      this.#share.settle(charges);
      return;
    }
    this.#unsettled.add(charges);
    this.#timer ??= this.#settleAfter(SETTLED_WITHIN_MS);
  }

  async #take(
    connection: ValkeyConnection,
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[],
  ): Promise<BucketDecision> {
    const decision = await this.#ask(connection, {
      settlements: this.#unsettled.take(SETTLED_TOGETHER),
      charges,
      alternatives,
    });
    return decision ?? this.#share.take(charges, alternatives);
  }

  /** Looks whether a correction found no decision to travel with. */
  #settleAfter(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = undefined;
      if (this.#unsettled.size === 0) return;
      const left = SETTLED_WITHIN_MS - this.#unsettled.waitedMs;
      if (left > 1) this.#timer = this.#settleAfter(left);
      else void this.#settleAlone();
    }, ms);
  }

  async #settleAlone(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Those that come meanwhile may find a decision.
    for (let waiting = this.#unsettled.size; waiting > 0; waiting -= SETTLED_TOGETHER) {
      const settlements = this.#unsettled.take(SETTLED_TOGETHER);
      const { connection } = this.#server;
      if (connection === undefined) this.#share.settle(settlements);
      else await this.#ask(connection, { settlements, charges: [], alternatives: NO_ALTERNATIVES });
    }
  }

  /** One round trip. Where that fails what was to be settled is settled in the share, and nothing is decided. */
  async #ask(connection: ValkeyConnection, question: BucketQuestion): Promise<BucketDecision | undefined> {
    const { settlements, charges, alternatives } = question;
    try {
      const { decision, settled } = await connection.decide(question);
      this.#remember(settlements, settled);
      const taken = alternatives[decision.alternative ?? 0] ?? [];
      const held = decision.buckets.map(({ remaining }) => remaining);
      this.#remember(taken.length === 0 ? charges : [...charges, ...taken], held);
      return decision;
    } catch (cause) {
      this.#server.failed(connection, cause);
      this.#share.settle(settlements);
      return undefined;
    }
  }

  #remember(charges: readonly BucketCharge[], tokens: readonly number[]): void {
    charges.forEach((charge, index) => {
      const left = tokens[index];
      if (left !== undefined) this.#share.restore(charge, left);
    });
  }
}
