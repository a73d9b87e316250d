/** Requests of the Messages API as they are mapped from OpenAI's. */
import type { LlmCall } from '../../../src/llm/llm-adapter';
import { mappedRequest } from '../../../src/llm/mapping/mapped-request';
import { TOOL_NAME_FORM } from '../../../src/wire/anthropic-messages/tool-name-form';
import { writeMessagesRequest } from '../../../src/wire/anthropic-messages/write-request';
import type { WrittenMessages } from '../../../src/wire/anthropic-messages/write-request';
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

/** What is written for an OpenAI request; messages and model may be left out. */
export function written(body: Json, { strict = false, ...extra }: MappingOptions = {}): WrittenMessages {
  const call = callOf({ model: 'claude-sonnet-4-5', messages: [USER], ...body }, extra);
  return mappedRequest(
    call,
    { stream: body['stream'] === true, strict, toolNames: TOOL_NAME_FORM },
    writeMessagesRequest,
  );
}

/** The provider's body for an OpenAI one. */
export function mapped(body: Json, options?: MappingOptions): Json {
  return written(body, options).body;
}

/** The names of what was dropped of an OpenAI request. */
export function droppedOf(body: Json, options?: MappingOptions): readonly string[] {
  return written(body, options).dropped;
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
