/** Requests of the Messages API as they are mapped from OpenAI's. */
import type { LlmCall } from '../../src/llm/llm-adapter';
import { messagesRequest } from '../../src/llm/anthropic/request';
import { callOf } from './anthropic-chunks';
import type { Json } from './anthropic-recordings';

/** A caller's message. */
export const USER = { role: 'user', content: 'Hi' };
/** What becomes of it. */
export const TURN = { role: 'user', content: [{ type: 'text', text: 'Hi' }] };
/** A caller's tool. */
export const TOOL = {
  type: 'function',
  function: { name: 'get', description: 'Gets.', parameters: { type: 'object' } },
};

/** What else a call has, besides its body. */
export interface MappingOptions extends Partial<LlmCall> {
  /** Whether parameters that would be dropped are refused. */
  readonly strict?: boolean;
}

/** The provider's body for an OpenAI one; messages and model may be left out. */
export function mapped(body: Json, { strict = false, ...extra }: MappingOptions = {}): Json {
  const call = callOf({ model: 'claude-sonnet-4-5', messages: [USER], ...body }, extra);
  return messagesRequest(call, false, strict).body;
}

/** The field that a 400 names; undefined where the body is taken. @throws what is no 400 */
export function refusedParam(body: Json, options: MappingOptions = {}): string | undefined {
  try {
    mapped(body, options);
    return undefined;
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'INVALID_REQUEST' });
    return (thrown as { param?: string }).param;
  }
}
