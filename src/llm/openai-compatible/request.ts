import { editJson, topLevelValues } from '../../body/json-edit';
import type { JsonEdits } from '../../body/json-edit';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import type { LlmCall } from '../llm-adapter';

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
  const options = call.body['stream_options'];
  if (!isObject(options)) edits['stream_options'] = USAGE_ASKED;
  else if (options['include_usage'] !== true) edits['stream_options'] = spliced(call.raw, options);
  return hasEdits(edits) ? editJson(call.raw, call.body, edits) : call.raw;
}

const USAGE_ASKED = { include_usage: true };

/** The bytes of `stream_options` with usage asked for; of two such fields the last one counts, as for every parser. */
function spliced(raw: Buffer, options: JsonObject): Buffer {
  let bytes: Buffer | undefined;
  for (const { key, start, end } of topLevelValues(raw)) {
    if (key === 'stream_options') bytes = raw.subarray(start, end);
  }
  return bytes === undefined
    ? Buffer.from(JSON.stringify(USAGE_ASKED))
    : editJson(bytes, options, USAGE_ASKED);
}

function hasEdits(edits: JsonEdits): boolean {
  for (const key in edits) return key !== '';
  return false;
}
