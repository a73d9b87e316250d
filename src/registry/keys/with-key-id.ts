import type { VirtualKeys } from '../registry-admin';

/**
 * A filter of calls with the id of the key that it names: keys are renamed, and what is kept of calls has the name of then.
 * One that names no virtual key stays as it is: the key was removed, or is an internal one.
 */
export async function withKeyId<Filter extends { readonly key?: string }>(
  filter: Filter,
  keys: Pick<VirtualKeys, 'get'>,
): Promise<Filter | (Omit<Filter, 'key'> & { readonly keyId: string })> {
  if (filter.key === undefined) return filter;
  const named = await keys.get(filter.key).catch(() => undefined);
  if (named === undefined) return filter;
  const { key: _, ...rest } = filter;
  return { ...rest, keyId: named.id };
}
