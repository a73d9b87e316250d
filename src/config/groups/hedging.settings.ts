import { hedgeAfter } from '../hedge-setting';
import type { HedgeAfter } from '../hedge-setting';
import { OptionalSetting, Setting } from '../setting.decorator';
import { seconds, DAY_S } from '../setting-types';

/** When a second deployment is asked beside one that is slow (docs/rescue.md). */
export class HedgingSettings {
  @Setting({
    name: 'FIRST_TOKEN_HEDGE',
    type: hedgeAfter,
    fallback: '8',
    about:
      "Streams: when nothing has come for so long and the model has another deployment, that is asked as well, and the first to speak wins; `p95` for the deployment's own 95th percentile. `off` asks one at a time.",
  })
  readonly firstTokenHedge!: HedgeAfter;

  @OptionalSetting({
    name: 'WHOLE_ANSWER_HEDGE',
    type: seconds(0.01, DAY_S),
    about: 'The same for whole answers; without it one is asked at a time.',
  })
  readonly wholeAnswerHedge!: number | undefined;

  @OptionalSetting({
    name: 'ATTEMPT_TIMEOUT',
    type: seconds(0.01, DAY_S),
    about:
      'Whole answers: the longest that one deployment may take where another one is left; half of the time that is left by default.',
  })
  readonly attemptTimeoutMs!: number | undefined;
}
