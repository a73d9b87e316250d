import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings';
import type { DatabaseOwner } from '../database/database-owner';
import type { DataKey } from '../registry/vault/data-key';
import { ANSWERS_SCHEMA, AnswersDatabase } from './answers-database';
import { AnswersRetention } from './answers-retention';
import type { Conversations } from './conversation';
import { DatabaseConversations } from './database-conversations';
import { DatabaseResponses } from './database-responses';
import { MemoryConversations } from './memory-conversations';
import { MemoryResponses } from './memory-responses';
import { ResponseStore } from './response-store';
import { WriteQueue } from './write-queue';

const MAX_COUNT = 100_000;
/** The share of the memory that conversations have. */
const CONVERSATIONS = 1 / 4;

type AnswersSettings = Pick<
  Settings,
  'responsesPlace' | 'responsesTtlMs' | 'responsesMemoryBytes' | 'responsesDatabaseBytes'
>;

/** Makes the stores of answers and conversations, and ends them after the last call. */
export class AnswersKeeper implements OnApplicationShutdown {
  readonly responses: ResponseStore;
  readonly conversations: Conversations;
  readonly #stop: () => Promise<void>;

  constructor(
    settings: AnswersSettings,
    owner: DatabaseOwner,
    dataKey: (name: string) => Promise<DataKey>,
    log: Logger,
  ) {
    const { responsesTtlMs: ttlMs, responsesMemoryBytes, responsesDatabaseBytes } = settings;
    const memory = (share: number) => ({
      maxBytes: responsesMemoryBytes * share,
      maxCount: MAX_COUNT,
      ttlMs,
    });
    const inMemory = new MemoryResponses(memory(1 - CONVERSATIONS));
    if (settings.responsesPlace === 'memory') {
      this.responses = new ResponseStore(inMemory, undefined);
      this.conversations = new MemoryConversations(memory(CONVERSATIONS));
      this.#stop = () => Promise.resolve();
      return;
    }
    const database = new AnswersDatabase(owner.use(ANSWERS_SCHEMA), dataKey);
    const queue = new WriteQueue(database, responsesMemoryBytes, log);
    const retention = new AnswersRetention(database, responsesDatabaseBytes, log);
    const limits = { ttlMs, maxHistoryBytes: responsesMemoryBytes };
    this.responses = new ResponseStore(inMemory, new DatabaseResponses(database, queue, limits));
    this.conversations = new DatabaseConversations(database, queue, limits);
    this.#stop = async () => {
      retention.stop();
      await queue.stop();
      await database.end();
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#stop();
  }
}
