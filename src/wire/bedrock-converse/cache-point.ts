import type { JsonObject } from '../../json/json-object';
import type { CacheMark } from '../canonical/content-part';

/**
 * Blocks with the cache point that a mark (`{"type": "ephemeral", "ttl": "1h"}`) on them asks for behind the last one.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CachePointBlock.html
 */
export function withCachePoint(blocks: readonly JsonObject[], mark: CacheMark | undefined): JsonObject[] {
  const last = blocks.at(-1);
  if (mark === undefined || last === undefined || 'cachePoint' in last) return [...blocks];
  const { ttl } = mark;
  const point = { type: 'default', ...(ttl === '5m' || ttl === '1h' ? { ttl } : {}) };
  return [...blocks, { cachePoint: point }];
}
