import type { GatewayError, UpstreamFailure } from '../../errors/gateway-error';

/** No request can bring these about: no connection came at all. */
const OF_NO_REQUEST: ReadonlySet<UpstreamFailure> = new Set(['connect', 'connect_timeout']);

const OF_THE_REQUEST: ReadonlySet<UpstreamFailure> = new Set(['rejected', 'unsupported']);

/**
 * What a failure is held against: a `credential` (the whole connection), a `deployment`, or nobody: a caller's own mistake, our
 * own limits, and what was read out of a provider's words, which may be a caller's.
 */
export function blamed({ upstreamFailure, inferred }: GatewayError): 'credential' | 'deployment' | undefined {
  if (upstreamFailure === undefined || OF_THE_REQUEST.has(upstreamFailure) || inferred) return undefined;
  return upstreamFailure === 'credential' ? 'credential' : 'deployment';
}

/** Whether one failure says it all, for every caller. */
export function isOfNoRequest({ upstreamFailure }: GatewayError): boolean {
  return upstreamFailure !== undefined && OF_NO_REQUEST.has(upstreamFailure);
}

/** Whether a deployment is busy for a while: it is tried later than others, and is not taken for broken. */
export function isBusy({ upstreamFailure }: GatewayError): boolean {
  return upstreamFailure === 'rate_limit';
}

/** Whether a deployment that failed so works all the same: it has something against the request. */
export function isAlive({ upstreamFailure }: GatewayError): boolean {
  return upstreamFailure === 'rejected';
}
