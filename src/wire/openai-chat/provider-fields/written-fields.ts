import type { JsonObject } from '../../../json/json-object';
import type { Finish } from '../../canonical/answer-events';
import type { Signature } from '../../canonical/content-part';
import type { AnswerLayout } from './answer-layout';

/**
 * Extension field `provider_fields` of an answer: what has to come back in the next turn, and what has no place in
 * OpenAI's form, by its maker; undefined where there is nothing of either.
 */
export function providerFields(layout: AnswerLayout, details: Finish['details']): JsonObject | undefined {
  const told = layout.fields;
  if (told === undefined) return details === undefined ? undefined : { [details.maker]: details.fields };
  if (details === undefined) return { [told.maker]: { blocks: told.blocks } };
  if (details.maker === told.maker) return { [told.maker]: { blocks: told.blocks, ...details.fields } };
  return { [told.maker]: { blocks: told.blocks }, [details.maker]: details.fields };
}

/**
 * `extra_content` of a tool call: where Google's own OpenAI door has a thought signature.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export function callExtraContent(signature: Signature | undefined): JsonObject | undefined {
  return signature?.maker === 'google' ? { google: { thought_signature: signature.value } } : undefined;
}

/**
 * An entry of `thinking_blocks`: where LiteLLM has Claude's signed thinking.
 * Source: https://docs.litellm.ai/docs/reasoning_content
 */
export function thinkingBlock(thinking: string, signature: Signature): JsonObject | undefined {
  return signature.maker === 'anthropic'
    ? { type: 'thinking', thinking, signature: signature.value }
    : undefined;
}
