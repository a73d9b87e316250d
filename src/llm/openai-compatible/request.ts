import { editJson } from '../../body/json-edit';
import type { JsonEdits } from '../../body/json-edit';
import type { JsonObject, LlmCall } from '../llm-adapter';

/** The body of a whole answer's request: the caller's bytes, with another model name where it was resolved. */
export function wholeRequestBody(call: LlmCall): Buffer {
  return call.body['model'] === call.model ? call.raw : editJson(call.raw, call.body, { model: call.model });
}

/**
 * The body of a stream's request: usage is asked for in any case, because the calls are accounted for by it
 * (https://platform.openai.com/docs/api-reference/chat/create#chat-create-stream_options).
 */
export function streamRequestBody(call: LlmCall): Buffer {
  const edits: Record<string, unknown> = {};
  if (call.body['model'] !== call.model) edits['model'] = call.model;
  const options = streamOptions(call.body);
  if (options['include_usage'] !== true) edits['stream_options'] = { ...options, include_usage: true };
  return hasEdits(edits) ? editJson(call.raw, call.body, edits) : call.raw;
}

function streamOptions(body: JsonObject): JsonObject {
  const options = body['stream_options'];
  return typeof options === 'object' && options !== null ? (options as JsonObject) : {};
}

function hasEdits(edits: JsonEdits): boolean {
  for (const key in edits) return key !== '';
  return false;
}
