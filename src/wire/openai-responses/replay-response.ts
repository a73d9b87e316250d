import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { EventFrames } from './event-frames';

/**
 * A kept answer as the events of a stream: every item whole, each text in one piece.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming
 * @param after the number of the last event that its reader has; -1 for none. A reader of the stream itself may have more events
 * than there are here: it gets the last one at any rate
 */
export function replayResponse(response: JsonObject, after: number): string {
  const frames = new EventFrames(after);
  const begun = `"response":${JSON.stringify({ ...response, status: 'in_progress', output: [], usage: undefined, completed_at: null })}`;
  frames.event('response.created', begun);
  frames.event('response.in_progress', begun);
  for (const [index, item] of objectsIn(response['output']).entries()) replayItem(frames, item, index);
  const { status } = response;
  const ended = status === 'completed' || status === 'failed' ? status : 'incomplete';
  frames.last(`response.${ended}`, `"response":${JSON.stringify(response)}`);
  return frames.take()?.text ?? '';
}

/** What an item lacks as it begins: it comes in pieces. */
const IN_PIECES: Readonly<Record<string, JsonObject>> = {
  message: { content: [] },
  function_call: { arguments: '' },
  custom_tool_call: { input: '' },
  reasoning: { summary: [] },
};

function replayItem(frames: EventFrames, item: JsonObject, index: number): void {
  const place = `"item_id":${JSON.stringify(item['id'] ?? '')},"output_index":${index}`;
  const shown = (fields: JsonObject): string =>
    `"output_index":${index},"item":${JSON.stringify({ ...item, ...fields })}`;
  const type = String(item['type']);
  frames.event('response.output_item.added', shown({ ...IN_PIECES[type], status: 'in_progress' }));
  if (type === 'message')
    for (const [at, part] of objectsIn(item['content']).entries())
      replayPart(frames, part, `${place},"content_index":${at}`);
  if (type === 'reasoning')
    for (const [at, part] of objectsIn(item['summary']).entries())
      replaySummary(frames, part, `${place},"summary_index":${at}`);
  if (type === 'function_call') replayInput(frames, 'function_call_arguments', 'arguments', item, place);
  if (type === 'custom_tool_call') replayInput(frames, 'custom_tool_call_input', 'input', item, place);
  frames.event('response.output_item.done', shown({}));
}

function replayInput(
  frames: EventFrames,
  event: string,
  field: string,
  item: JsonObject,
  place: string,
): void {
  const text = JSON.stringify(item[field] ?? '');
  frames.event(`response.${event}.delta`, `${place},"delta":${text}`);
  frames.event(`response.${event}.done`, `${place},"${field}":${text}`);
}

function replaySummary(frames: EventFrames, part: JsonObject, head: string): void {
  const text = JSON.stringify(part['text'] ?? '');
  const shown = (fields: JsonObject): string => `${head},"part":${JSON.stringify({ ...part, ...fields })}`;
  frames.event('response.reasoning_summary_part.added', shown({ text: '' }));
  frames.event('response.reasoning_summary_text.delta', `${head},"delta":${text}`);
  frames.event('response.reasoning_summary_text.done', `${head},"text":${text}`);
  frames.event('response.reasoning_summary_part.done', shown({}));
}

function replayPart(frames: EventFrames, part: JsonObject, head: string): void {
  const isRefusal = part['type'] === 'refusal';
  const field = isRefusal ? 'refusal' : 'text';
  const text = JSON.stringify(part[field] ?? '');
  const probabilities = isRefusal ? '' : `,"logprobs":${JSON.stringify(part['logprobs'] ?? [])}`;
  const name = isRefusal ? 'refusal' : 'output_text';
  frames.event('response.content_part.added', `${head},"part":${JSON.stringify({ ...part, [field]: '' })}`);
  frames.event(`response.${name}.delta`, `${head},"delta":${text}${probabilities}`);
  frames.event(`response.${name}.done`, `${head},"${field}":${text}${probabilities}`);
  frames.event('response.content_part.done', `${head},"part":${JSON.stringify(part)}`);
}
