import type { FactoryProvider } from '@nestjs/common';
import { Settings } from '../../config/settings';
import { ConversationStore } from './conversations/conversation-store';
import { ResponseStore } from './response-store';

const MAX_COUNT = 100_000;

/** The share of the memory that conversations have. */
const CONVERSATIONS = 1 / 4;

/** The conversations that this process keeps. */
export const conversationStoreProvider: FactoryProvider<ConversationStore> = {
  provide: ConversationStore,
  inject: [Settings],
  useFactory: ({ responsesTtlMs, responsesMemoryBytes }: Settings) =>
    new ConversationStore({
      maxBytes: responsesMemoryBytes * CONVERSATIONS,
      maxCount: MAX_COUNT,
      ttlMs: responsesTtlMs,
    }),
};

/** The answers that this process keeps. */
export const responseStoreProvider: FactoryProvider<ResponseStore> = {
  provide: ResponseStore,
  inject: [Settings],
  useFactory: ({ responsesTtlMs, responsesMemoryBytes }: Settings) =>
    new ResponseStore({
      maxBytes: responsesMemoryBytes * (1 - CONVERSATIONS),
      maxCount: MAX_COUNT,
      ttlMs: responsesTtlMs,
    }),
};
