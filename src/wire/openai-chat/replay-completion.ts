import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/**
 * A whole answer as the events of a stream: one chunk, in which each choice has all it says, and the end.
 * Format: https://platform.openai.com/docs/api-reference/chat-streaming
 * @returns undefined for what is no answer
 */
export function replayCompletion(completion: JsonObject): string | undefined {
  const { choices } = completion;
  if (!Array.isArray(choices) || choices.length === 0) return undefined;
  const chunk = { ...completion, object: 'chat.completion.chunk', choices: choices.map(asPiece) };
  return `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`;
}

function asPiece(choice: unknown): unknown {
  if (!isObject(choice)) return choice;
  const { message, ...rest } = choice;
  return isObject(message) ? { ...rest, delta: withIndexes(message) } : choice;
}

/** A stream's calls have a place in the list. */
function withIndexes(message: JsonObject): JsonObject {
  const { tool_calls: calls } = message;
  if (!Array.isArray(calls)) return message;
  const placed = calls.map((call: unknown, index) => (isObject(call) ? { ...call, index } : call));
  return { ...message, tool_calls: placed };
}
