import type { FactoryProvider } from '@nestjs/common';
import { Settings } from '../../config/settings';
import { ResponseStore } from './response-store';

const MAX_COUNT = 100_000;

/** The answers that this process keeps. */
export const responseStoreProvider: FactoryProvider<ResponseStore> = {
  provide: ResponseStore,
  inject: [Settings],
  useFactory: ({ responsesTtlMs, responsesMemoryBytes }: Settings) =>
    new ResponseStore({ maxBytes: responsesMemoryBytes, maxCount: MAX_COUNT, ttlMs: responsesTtlMs }),
};
