import { CapturedCalls } from '../../captures/captured-calls';
import { CAPTURES_SCHEMA } from '../../captures/captures-tables';
import { processEnvironment } from '../../config/environment';
import { readSettings } from '../../config/read-settings';
import { DatabaseOwner } from '../../database/database-owner';
import { withKeyId } from '../../registry/keys/with-key-id';
import { useLocalRegistry } from '../local-registry';
import type { CapturesSource } from './captures-source';

/** Runs some work on the captured content of the database that the settings name. @throws as useLocalRegistry */
export function useLocalCaptures<T>(work: (source: CapturesSource) => Promise<T>): Promise<T> {
  return useLocalRegistry(async ({ registry, dataKey, noteContentRead }) => {
    const use = new DatabaseOwner(readSettings(processEnvironment())).use(CAPTURES_SCHEMA);
    const calls = new CapturedCalls(() => use.open(), dataKey, noteContentRead);
    try {
      return await work({
        list: async (filter, limit, cursor) =>
          calls.list(await withKeyId(filter, registry.virtualKeys), limit, cursor),
        read: (callId) => calls.read(callId),
      });
    } finally {
      await use.end();
    }
  });
}
