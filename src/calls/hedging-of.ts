import type { Deployment } from '../catalogue/deployment';
import type { Settings } from '../config/settings';
import { hedgingLayer } from '../layers/hedging/hedging.layer';
import type { CallLayer } from './call-layer';

/** Where a deployment has no times of its own yet. */
const DEFAULT_MS = 8_000;

/**
 * Another deployment is asked as well where an answer does not begin in time.
 * @param p95Of the 95th percentile of a deployment's time to its first token, in milliseconds, where it is known
 * @param mayAsk whether a deployment may be asked now, for a caller's `keyId`
 */
export function hedgingOf(
  { firstTokenHedge, wholeAnswerHedge }: Pick<Settings, 'firstTokenHedge' | 'wholeAnswerHedge'>,
  p95Of: (deployment: Deployment) => number | undefined,
  mayAsk: (deployment: Deployment, caller: string) => boolean,
): CallLayer {
  const msOf = (after: Settings['firstTokenHedge'], deployment: Deployment): number | undefined =>
    after === 'p95' ? (p95Of(deployment) ?? DEFAULT_MS) : after;
  return {
    name: 'hedging',
    isWanted: (_request, { asks, deployments }) =>
      asks === 'chat' &&
      deployments.length > 1 &&
      (firstTokenHedge !== undefined || wholeAnswerHedge !== undefined),
    layer: hedgingLayer({
      firstTokenMs: (deployment) => msOf(firstTokenHedge, deployment),
      wholeAnswerMs: wholeAnswerHedge,
      mayAsk,
    }),
  };
}
