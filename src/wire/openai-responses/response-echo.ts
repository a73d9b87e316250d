import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';

/** Fields of a function that the published schema requires, where the caller left them out. */
const FUNCTION = { description: null, parameters: null, strict: null };

/**
 * What every response object says of its request, as fields of JSON without braces: it is the same in each event of a stream.
 * Format: https://platform.openai.com/docs/api-reference/responses/object
 * @param stored whether the answer is kept
 */
export function responseEcho(body: JsonObject, stored: boolean): string {
  const reasoning = isObject(body['reasoning']) ? body['reasoning'] : {};
  const text = isObject(body['text']) ? body['text'] : {};
  const tools = objectsIn(body['tools']);
  const echo = {
    access_programs: null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: body['max_tool_calls'] ?? null,
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: body['previous_response_id'] ?? null,
    conversation: conversationIn(body),
    prompt_cache_key: body['prompt_cache_key'] ?? null,
    prompt_cache_retention: body['prompt_cache_retention'] ?? null,
    reasoning: { effort: reasoning['effort'] ?? null, summary: reasoning['summary'] ?? null },
    safety_identifier: body['safety_identifier'] ?? null,
    store: stored,
    temperature: body['temperature'] ?? 1,
    text: { format: text['format'] ?? { type: 'text' }, verbosity: text['verbosity'] ?? 'medium' },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: tools.map((tool) => (tool['type'] === 'function' ? { ...FUNCTION, ...tool } : tool)),
    top_logprobs: body['top_logprobs'] ?? 0,
    top_p: body['top_p'] ?? 1,
    presence_penalty: body['presence_penalty'] ?? 0,
    frequency_penalty: body['frequency_penalty'] ?? 0,
    truncation: body['truncation'] ?? 'disabled',
    ...(typeof body['user'] === 'string' && { user: body['user'] }),
    metadata: body['metadata'] ?? {},
  };
  return JSON.stringify(echo).slice(1, -1);
}

/** The conversation that the answer belongs to, in the form of the API; null for none. */
function conversationIn({ conversation }: JsonObject): JsonObject | null {
  if (typeof conversation === 'string') return { id: conversation };
  return isObject(conversation) ? { id: conversation['id'] } : null;
}
