import type { Deployment } from '../catalogue/deployment';
import type { GatewayError } from '../errors/gateway-error';
import { isRetryable, wasSilent, wasTaken } from './retry-policy';

interface Failed {
  times: number;
  last: GatewayError;
}

/** Which deployments have failed one call, and how. */
export class Tried {
  /** Attempts that were made at a deployment that had failed before. */
  repeats = 0;
  readonly #failed = new Map<Deployment, Failed>();

  times(deployment: Deployment): number {
    return this.#failed.get(deployment)?.times ?? 0;
  }

  /**
   * How long a deployment asked to be left alone when it failed last, in milliseconds; Infinity where no further try helps, undefined
   * where it said nothing, or was not asked.
   */
  waitMs(deployment: Deployment): number | undefined {
    const last = this.#failed.get(deployment)?.last;
    return last?.retryable === false ? Infinity : last?.retryAfterMs;
  }

  failed(deployment: Deployment, last: GatewayError): void {
    this.#failed.set(deployment, { times: this.times(deployment) + 1, last });
  }

  /**
   * Where there is no other left: the only deployment that was asked, unless it was silent or has taken the request twice;
   * of several the one that asked for the shortest wait.
   * @param longestMs the longest wait that is worth it
   */
  mostHopeful(
    longestMs: number,
  ): { readonly deployment: Deployment; readonly error: GatewayError } | undefined {
    const isOnly = this.#failed.size === 1;
    let best: { deployment: Deployment; error: GatewayError } | undefined;
    for (const [deployment, { times, last }] of this.#failed) {
      if (!isRetryable(last) || wasSilent(last)) continue;
      const { retryAfterMs = Infinity } = last;
      const isTooMuch = isOnly ? wasTaken(last) && times > 1 : wasTaken(last) || retryAfterMs > longestMs;
      if (isTooMuch) continue;
      if (best === undefined || retryAfterMs < (best.error.retryAfterMs ?? Infinity))
        best = { deployment, error: last };
    }
    return best;
  }
}
