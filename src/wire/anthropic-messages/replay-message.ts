import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';

/**
 * A whole message as the events of a stream: each block in one piece.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming
 * @returns undefined for what is no message
 */
export function replayMessage(message: JsonObject): string | undefined {
  const { type, content, stop_reason, stop_sequence, stop_details, container, context_management, usage } =
    message;
  if (type !== 'message' || !Array.isArray(content)) return undefined;
  const begun = { ...message, content: [], stop_reason: null, stop_sequence: null };
  const ending = { stop_reason, stop_sequence, stop_details, container };
  return [
    event('message_start', { message: begun }),
    ...objectsIn(content).flatMap(blockEvents),
    event('message_delta', { delta: ending, usage: isObject(usage) ? usage : {}, context_management }),
    event('message_stop', {}),
  ].join('');
}

function blockEvents(block: JsonObject, index: number): readonly string[] {
  const { begun, deltas } = inPieces(block);
  return [
    event('content_block_start', { index, content_block: begun }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ];
}

/** A block as it begins, and what is added to it; one that comes whole has nothing to be added. */
function inPieces(block: JsonObject): { readonly begun: JsonObject; readonly deltas: readonly JsonObject[] } {
  const { type, text, citations, thinking, signature, input } = block;
  if (type === 'text') {
    const cited = objectsIn(citations).map((citation) => ({ type: 'citations_delta', citation }));
    const begun = { ...block, text: '', ...(Array.isArray(citations) ? { citations: [] } : {}) };
    return { begun, deltas: [...cited, { type: 'text_delta', text }] };
  }
  if (type === 'thinking') {
    const signed = typeof signature === 'string' ? [{ type: 'signature_delta', signature }] : [];
    const begun = { ...block, thinking: '', signature: '' };
    return { begun, deltas: [{ type: 'thinking_delta', thinking }, ...signed] };
  }
  if (!isObject(input)) return { begun: block, deltas: [] };
  const given = { type: 'input_json_delta', partial_json: JSON.stringify(input) };
  return { begun: { ...block, input: {} }, deltas: [given] };
}

function event(type: string, fields: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
