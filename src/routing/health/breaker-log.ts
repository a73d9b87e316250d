import type { Logger } from 'pino';
import type { Deployment } from '../../catalogue/deployment';
import type { GatewayError } from '../../errors/gateway-error';
import { isLikeKey, REDACTED_WORD } from '../../log/like-a-key';

/** Writes one line for each change of a breaker. */
export class BreakerLog {
  constructor(private readonly log: Logger) {}

  /** @param caller where it is for one caller alone */
  opened(deployment: Deployment, waitMs: number, { upstreamFailure }: GatewayError, caller?: string): void {
    const fields = {
      ...nameOf(deployment),
      breaker: 'open',
      upstream_failure: upstreamFailure,
      wait_ms: Math.round(waitMs),
    };
    if (caller === undefined)
      this.log.warn({ ...fields, alert: true }, 'A deployment keeps failing: it is not asked for a while.');
    else
      this.log.warn(
        { ...fields, key_id: caller },
        "A deployment keeps failing one key's calls: it is not asked for that key for a while.",
      );
  }

  probed(deployment: Deployment): void {
    this.log.info(
      { ...nameOf(deployment), breaker: 'half_open' },
      'A deployment that failed is asked again with one call.',
    );
  }

  closed(deployment: Deployment): void {
    this.log.info({ ...nameOf(deployment), breaker: 'closed' }, 'A deployment that failed answers again.');
  }
}

/** A caller may put a key where the model's name belongs. */
function nameOf({ id, remoteModel }: Deployment): { readonly deployment: string } {
  return { deployment: isLikeKey(remoteModel) ? REDACTED_WORD : id };
}
