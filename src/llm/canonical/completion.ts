import type { JsonObject } from '../../body/json-object';
import type { LlmCall, WholeAnswer } from '../llm-adapter';
import { estimateUsage, usageObject } from '../usage-estimate';

/** A tool call of an answer, in OpenAI's form, with what its provider wants back. */
export interface AnsweredToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
  readonly providerFields?: JsonObject | undefined;
}

/** What a dialect read from a provider's whole answer. */
export interface MappedAnswer {
  readonly id: string | undefined;
  /** The model as the provider names it. */
  readonly model: string | undefined;
  /** Null where there is none beside tool calls. */
  readonly content: string | null;
  readonly refusal?: string | undefined;
  readonly reasoning?: string | undefined;
  readonly toolCalls: readonly AnsweredToolCall[];
  /** Extension field `provider_fields` of the message: what has to come back in the next turn, and what has no place. */
  readonly providerFields?: JsonObject | undefined;
  /** A value of OpenAI's `finish_reason`. */
  readonly finishReason: string;
}

/**
 * Writes a mapped answer as an OpenAI chat completion, and what is to be known of it into the call's facts (but for the
 * usage, which the dialect has put there; where it has not, it is estimated here).
 * Format: https://platform.openai.com/docs/api-reference/chat/object
 */
export function chatCompletion({ facts, raw, model }: LlmCall, answer: MappedAnswer): WholeAnswer {
  facts.model = answer.model?.slice(0, 256);
  facts.finishReason = answer.finishReason;
  facts.usage ??= estimateUsage(raw.length, { bytes: JSON.stringify(answer).length });
  const message = {
    role: 'assistant',
    content: answer.content,
    refusal: answer.refusal ?? null,
    ...(answer.reasoning === undefined ? {} : { reasoning_content: answer.reasoning }),
    ...(answer.toolCalls.length === 0 ? {} : { tool_calls: answer.toolCalls.map(toolCall) }),
    ...(answer.providerFields === undefined ? {} : { provider_fields: answer.providerFields }),
  };
  const completion = {
    id: answer.id ?? 'chatcmpl-unknown',
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: answer.model ?? model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finishReason }],
    usage: usageObject(facts.usage),
  };
  return { body: Buffer.from(JSON.stringify(completion)) };
}

function toolCall({ id, name, arguments: given, providerFields }: AnsweredToolCall): object {
  return {
    id,
    type: 'function',
    function: { name, arguments: given },
    ...(providerFields === undefined ? {} : { provider_fields: providerFields }),
  };
}
