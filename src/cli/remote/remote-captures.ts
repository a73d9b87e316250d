import type { Captured, CaptureFilter, CaptureLine } from '../../captures/captured-calls';
import type { Page } from '../../registry/registry-admin';
import type { CapturesSource } from '../capture/captures-source';
import { AdminClient } from './admin-client';
import type { Service } from './admin-client';
import { isCaptured, isCaptureLine } from './record-shapes';

/** The captured content of a running service, by its admin API. */
export class RemoteCaptures implements CapturesSource {
  readonly #client: AdminClient;

  /** @throws UsageError when the address is not one of a service */
  constructor(service: Service) {
    this.#client = new AdminClient(service);
  }

  list(
    { since, until, key, group }: CaptureFilter,
    limit: number,
    cursor?: string,
  ): Promise<Page<CaptureLine>> {
    const query = { since: timeOf(since), until: timeOf(until), key, group, limit, cursor };
    return this.#client.page({ method: 'GET', path: ['usage', 'calls', 'captured'], query }, isCaptureLine);
  }

  read(callId: string): Promise<Captured> {
    const query = { call_id: callId };
    return this.#client.one({ method: 'GET', path: ['usage', 'calls', 'content'], query }, isCaptured);
  }
}

function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
