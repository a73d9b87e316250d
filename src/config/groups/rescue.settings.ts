import { holdBack, rescueModes } from '../rescue-settings';
import type { HoldBackSetting, RescueModeName } from '../rescue-settings';
import { Setting } from '../setting.decorator';
import { text } from '../setting-types';

/** How a stream goes on that broke (docs/rescue.md). */
export class RescueSettings {
  @Setting({
    name: 'RESCUE',
    type: rescueModes,
    fallback: 'prefill,restart',
    about:
      'How a stream that breaks after content was sent is gone on with where its model has several deployments: `prefill`, `restart`, `instruction`, in this order; `off` ends it with an error.',
  })
  readonly rescue!: readonly RescueModeName[];

  @Setting({
    name: 'RESCUE_INSTRUCTION',
    type: text,
    fallback:
      'Your answer was cut off. Go on with it: repeat its last words «{tail}» exactly, and write on from there. Write nothing else.',
    about: 'What the mode `instruction` asks for; `{tail}` represents the last words that the caller has.',
  })
  readonly rescueInstruction!: string;

  @Setting({
    name: 'HOLD_BACK',
    type: holdBack,
    fallback: '0',
    about:
      "How much of a stream's beginning waits before the caller gets it: characters (`200`) or time (`500ms`). An answer that breaks within it is made anew, and its caller sees nothing of it.",
  })
  readonly holdBack!: HoldBackSetting | undefined;
}
