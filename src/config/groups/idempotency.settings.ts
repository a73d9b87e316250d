import { OptionalSetting, Setting } from '../setting.decorator';
import { mebibytes, seconds, DAY_S } from '../setting-types';

/** Answers that are kept for equal calls (docs/idempotency.md). */
export class IdempotencySettings {
  @Setting({
    name: 'IDEMPOTENCY_TTL',
    type: seconds(1, 30 * DAY_S),
    fallback: '86400',
    about: 'How long the answer of a call with an `Idempotency-Key` is kept.',
  })
  readonly idempotencyTtlMs!: number;

  @OptionalSetting({
    name: 'ANSWERS_MIB',
    type: mebibytes(1, 65_536),
    about:
      'Memory for these answers; what was used longest ago goes first. By default 64, or a twenty-fourth of the memory where that is less.',
  })
  readonly answersBytes!: number;

  @Setting({
    name: 'SHARED_ANSWERS_MIB',
    type: mebibytes(1, 1_048_576),
    fallback: '512',
    about:
      'What these answers may take in the server of `REDIS_URL`, for all replicas together; what was used longest ago goes first.',
  })
  readonly sharedAnswersBytes!: number;

  @Setting({
    name: 'RESUME_GRACE',
    type: seconds(0, 3_600),
    fallback: '30',
    about: 'How long a call with an `Idempotency-Key` goes on after its last caller left.',
  })
  readonly resumeGraceMs!: number;
}
