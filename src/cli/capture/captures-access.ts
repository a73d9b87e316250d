import type { RegistryAccess, RegistryPlace } from '../registry-access';
import type { RemoteCaptures } from '../remote/remote-captures';
import type { CapturesSource } from './captures-source';
import type { useLocalCaptures } from './local-captures';

/** Runs some work on captured content, in the database or, with `--url`, of a running service. */
export async function useCaptures<T>(
  access: RegistryAccess,
  place: RegistryPlace,
  work: (source: CapturesSource) => Promise<T>,
): Promise<T> {
  const service = access.serviceOf(place);
  if (service !== undefined) {
    const remote = await import('../remote/remote-captures.js');
    const source: RemoteCaptures = new remote.RemoteCaptures(service);
    return work(source);
  }
  const local: { readonly useLocalCaptures: typeof useLocalCaptures } = await import('./local-captures.js');
  return local.useLocalCaptures(work);
}
