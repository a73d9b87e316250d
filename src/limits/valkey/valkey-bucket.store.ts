import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Secret } from '../../config/secret';
import type {
  BucketCharge,
  BucketDecision,
  BucketServerState,
  BucketStore,
  MaybePromise,
} from '../bucket-store';
import { bucketDecision, bucketQuestion } from './bucket-script';
import { LimitsServer } from './limits-server';
import { ShareBucketStore } from './share-bucket.store';
import { openValkey } from './valkey-connection';
import type { ValkeyConnection } from './valkey-connection';

/** The longest wait for the server; with what comes before and after, a decision stays within 50 ms. */
const ANSWER_LIMIT_MS = 40;

const NO_ALTERNATIVES: readonly (readonly BucketCharge[])[] = [];

/**
 * Token buckets that all replicas share, in Valkey or Redis: one round trip a decision. While the server is gone, a
 * replica goes on with its share from memory, without waiting for anything.
 */
export class ValkeyBucketStore implements BucketStore, OnModuleInit, OnModuleDestroy {
  readonly #server: LimitsServer;
  readonly #share: ShareBucketStore;

  /** @param url `redis://` or `rediss://`, with credentials where they are needed */
  constructor(url: Secret, log: Logger) {
    this.#server = new LimitsServer(() => openValkey(url, ANSWER_LIMIT_MS), log);
    this.#share = new ShareBucketStore(() => this.#server.replicas);
  }

  get server(): BucketServerState {
    return this.#server.state;
  }

  /** Waits for the server for a moment, so that the first calls are already decided by it; it need not be there. */
  onModuleInit(): Promise<void> {
    return this.#server.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.#server.stop();
  }

  take(
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[] = NO_ALTERNATIVES,
  ): MaybePromise<BucketDecision> {
    const { connection } = this.#server;
    const asks = charges.length > 0 || alternatives.some(({ length }) => length > 0);
    if (connection === undefined || !asks) return this.#share.take(charges, alternatives);
    return this.#take(connection, charges, alternatives);
  }

  settle(charges: readonly BucketCharge[]): MaybePromise<void> {
    const { connection } = this.#server;
    if (connection !== undefined && charges.length > 0) return this.#settle(connection, charges);
    this.#share.settle(charges);
  }

  async #take(
    connection: ValkeyConnection,
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[],
  ): Promise<BucketDecision> {
    try {
      const reply = await connection.decide(bucketQuestion(charges, alternatives));
      const decision = bucketDecision(reply, charges, alternatives);
      this.#remember(decision, charges, alternatives[decision.alternative ?? 0]);
      return decision;
    } catch (cause) {
      this.#server.failed(connection, cause);
      return this.#share.take(charges, alternatives);
    }
  }

  async #settle(connection: ValkeyConnection, charges: readonly BucketCharge[]): Promise<void> {
    try {
      const reply = await connection.decide(bucketQuestion(charges, NO_ALTERNATIVES, true));
      this.#remember(bucketDecision(reply, charges, NO_ALTERNATIVES), charges);
    } catch (cause) {
      this.#server.failed(connection, cause);
      this.#share.settle(charges);
    }
  }

  #remember(
    { buckets }: BucketDecision,
    charges: readonly BucketCharge[],
    alternative: readonly BucketCharge[] = [],
  ): void {
    [...charges, ...alternative].forEach((charge, index) => {
      const bucket = buckets[index];
      if (bucket !== undefined) this.#share.restore(charge, bucket.remaining);
    });
  }
}
