import type { Asked } from '../../wire/canonical/answer-writer';
import type { LlmCall } from '../llm-adapter';
import { estimateUsage } from '../usage-estimate';

/** What the writer of a door's wire has to know of a call. */
export function askedOf({ model, answerModel, usageWanted, raw }: LlmCall): Asked {
  return {
    model,
    answerModel,
    usageWanted,
    promptTokens: estimateUsage(raw.length, { frames: 0 }).promptTokens,
  };
}
