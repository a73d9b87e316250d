import type { RegistryAccess, RegistryPlace } from '../registry-access';
import type { RemoteUsage } from '../remote/remote-usage';
import type { useLocalReports } from './local-reports';
import type { UsageSource } from './usage-source';

/** Runs some work on the reports of the ledger, in the database or, with `--url`, of a running service. */
export async function useReports<T>(
  access: RegistryAccess,
  place: RegistryPlace,
  work: (source: UsageSource) => Promise<T>,
): Promise<T> {
  const service = access.serviceOf(place);
  if (service !== undefined) {
    const remote = await import('../remote/remote-usage.js');
    const source: RemoteUsage = new remote.RemoteUsage(service);
    return work(source);
  }
  const local: { readonly useLocalReports: typeof useLocalReports } = await import('./local-reports.js');
  return local.useLocalReports(work);
}
