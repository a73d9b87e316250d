import type { Settings } from '../config/settings';
import { idempotencyLayer } from '../layers/idempotency/idempotency.layer';
import { MemoryAnswers } from '../layers/idempotency/memory-answers';
import type { CallLayer } from './call-layer';

/** One upstream call for all calls with one `Idempotency-Key`. */
export function idempotencyOf({
  idempotencyTtlMs,
  answersBytes,
  resumeGraceMs,
}: Pick<Settings, 'idempotencyTtlMs' | 'answersBytes' | 'resumeGraceMs'>): CallLayer {
  const limits = { ttlMs: idempotencyTtlMs, maxBytes: answersBytes, graceMs: resumeGraceMs };
  return {
    name: 'idempotency',
    isWanted: ({ repeated }) => repeated !== undefined,
    layer: idempotencyLayer(new MemoryAnswers(limits)),
  };
}
