import type { Captured, CaptureFilter, CaptureLine } from '../../captures/captured-calls';
import type { Page } from '../../registry/registry-admin';

/** What tells of captured content, wherever it is. */
export interface CapturesSource {
  /** The newest first. */
  list(filter: CaptureFilter, limit: number, cursor?: string): Promise<Page<CaptureLine>>;
  read(callId: string): Promise<Captured>;
}
