import type { Settings } from '../config/settings';
import { idempotencyLayer } from '../layers/idempotency/idempotency.layer';
import { KeyedAnswers } from '../layers/idempotency/keyed-answers';
import type { SharedStore } from '../layers/idempotency/shared-store';
import type { CallLayer } from './call-layer';

/**
 * One upstream call for all calls with one `Idempotency-Key`.
 * @param store where all replicas keep the answers; undefined where each has its own
 */
export function idempotencyOf(
  {
    idempotencyTtlMs,
    answersBytes,
    resumeGraceMs,
  }: Pick<Settings, 'idempotencyTtlMs' | 'answersBytes' | 'resumeGraceMs'>,
  store: SharedStore | undefined,
): CallLayer {
  const limits = { ttlMs: idempotencyTtlMs, maxBytes: answersBytes, graceMs: resumeGraceMs };
  return {
    name: 'idempotency',
    isWanted: ({ repeated }) => repeated !== undefined,
    layer: idempotencyLayer(new KeyedAnswers(limits, store)),
  };
}
