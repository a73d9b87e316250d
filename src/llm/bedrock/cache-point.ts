import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';

/**
 * The cache point that follows a block marked with `cache_control` (`{"type": "ephemeral", "ttl": "1h"}`); undefined for
 * a block without the mark.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CachePointBlock.html
 */
export function cachePoint(source: JsonObject | undefined): JsonObject | undefined {
  const control = source?.['cache_control'];
  if (!isObject(control)) return undefined;
  const ttl = control['ttl'];
  return { cachePoint: { type: 'default', ...(ttl === '5m' || ttl === '1h' ? { ttl } : {}) } };
}

/** Blocks, each followed by the cache point that its source asks for. */
export function withCachePoint(block: JsonObject, source: JsonObject | undefined): JsonObject[] {
  const point = cachePoint(source);
  return point === undefined ? [block] : [block, point];
}
