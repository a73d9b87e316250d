/** The recorded answers of the Messages API: as events, as the bytes of a stream, and as whole messages. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDINGS, recordedChunks, recordedWhole } from './recordings';

/** An event of a stream, or a message, or a block: JSON as the provider sent it. */
export type Json = Record<string, unknown>;

const FOLDER = join(RECORDINGS, 'anthropic');

/** Names of the recordings whose file ends so. */
function names(ending: string): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
}

/** A recorded answer. */
interface Recording<T> {
  readonly name: string;
  readonly recorded: T;
}

/** Every recorded stream; a recording of several calls in turn gives one for each. */
export function recordedStreams(): Recording<readonly Json[]>[] {
  return names('.chunks.txt').flatMap((name) =>
    answersOf(name).map((recorded, index) => ({
      name: index === 0 ? name : `${name}, call ${index + 1}`,
      recorded,
    })),
  );
}

/** Every recorded whole message. */
export function recordedMessages(): Recording<Json>[] {
  return names('.json').map((name) => ({ name, recorded: parsed(recordedWhole(`anthropic/${name}`)) }));
}

/** The events of one recording, however many messages they are of. */
export function recordedEvents(name: string): Json[] {
  return recordedChunks(`anthropic/${name}`).map(parsed);
}

/** A stream's bytes, framed as the provider does it. */
export function streamBytesOf(events: readonly Json[]): Buffer {
  return Buffer.from(
    events.map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
  );
}

/** The same stream with no more than a few deltas a block, so that a test can take it apart in many ways. */
export function thinned(events: readonly Json[], deltas = 3): Json[] {
  let run = 0;
  return events.filter(({ type }) => {
    run = type === 'content_block_delta' ? run + 1 : 0;
    return run <= deltas;
  });
}

/** The whole message that a stream's events make up, put together as the provider's documentation says. */
export function messageOf(events: readonly Json[]): Json {
  let message: Json = {};
  const inputs = new Map<Json, string>();
  for (const event of events) {
    if (event['type'] === 'message_start') message = structuredClone(event['message'] as Json);
    const content = message['content'] as Json[];
    const block = content[event['index'] as number];
    if (event['type'] === 'content_block_start')
      content.push(structuredClone(event['content_block'] as Json));
    if (event['type'] === 'content_block_delta' && block !== undefined)
      addDelta(block, event['delta'] as Json, inputs);
    if (event['type'] === 'content_block_stop' && block !== undefined) {
      const input = inputs.get(block) ?? '';
      if (input !== '') block['input'] = parsed(input);
    }
    if (event['type'] === 'message_delta') {
      const { usage, context_management: edits } = event;
      message = {
        ...message,
        ...(event['delta'] as Json),
        usage: { ...(message['usage'] as Json), ...(usage as Json) },
      };
      if (edits !== undefined) message['context_management'] = edits;
    }
    if (event['type'] === 'message_stop') break;
  }
  return message;
}

/** A stream that gives the same message: each block in two pieces. */
export function eventsOf(message: Json): Json[] {
  const { content, stop_reason, stop_sequence, usage, ...rest } = message;
  const { stop_details, container, context_management, ...head } = rest;
  const blocks = (content as Json[]).flatMap((block, index) => blockEvents(block, index));
  const delta = { stop_reason, stop_sequence, stop_details, container };
  return [
    {
      type: 'message_start',
      message: { ...head, content: [], usage: { input_tokens: 1, output_tokens: 1 } },
    },
    ...blocks,
    { type: 'message_delta', delta, usage, context_management },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: Json, index: number): Json[] {
  const begin = (content_block: Json): Json => ({ type: 'content_block_start', index, content_block });
  const delta = (piece: Json): Json => ({ type: 'content_block_delta', index, delta: piece });
  const end = { type: 'content_block_stop', index };
  if (block['type'] === 'text') {
    const citations = (block['citations'] as unknown[] | undefined) ?? [];
    const pieces = halves(block['text'] as string).map((text) => delta({ type: 'text_delta', text }));
    return [
      begin({ type: 'text', text: '' }),
      ...pieces,
      ...citations.map((citation) => delta({ type: 'citations_delta', citation })),
      end,
    ];
  }
  if (block['type'] === 'thinking') {
    const pieces = halves(block['thinking'] as string).map((thinking) =>
      delta({ type: 'thinking_delta', thinking }),
    );
    const signature = delta({ type: 'signature_delta', signature: block['signature'] });
    return [begin({ type: 'thinking', thinking: '', signature: '' }), ...pieces, signature, end];
  }
  if (typeof block['input'] === 'object') {
    const pieces = halves(JSON.stringify(block['input'])).map((partial_json) =>
      delta({ type: 'input_json_delta', partial_json }),
    );
    return [begin({ ...block, input: {} }), ...pieces, end];
  }
  return [begin(block), end];
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

function addDelta(block: Json, delta: Json, inputs: Map<Json, string>): void {
  const append = (name: string) => {
    const before = typeof block[name] === 'string' ? block[name] : '';
    block[name] = before + String(delta[name]);
  };
  if (delta['type'] === 'text_delta') append('text');
  if (delta['type'] === 'thinking_delta') append('thinking');
  if (delta['type'] === 'signature_delta') append('signature');
  if (delta['type'] === 'compaction_delta') append('content');
  if (delta['type'] === 'citations_delta') {
    block['citations'] = [...((block['citations'] as unknown[] | undefined) ?? []), delta['citation']];
  }
  if (delta['type'] === 'input_json_delta') {
    inputs.set(block, (inputs.get(block) ?? '') + String(delta['partial_json']));
  }
}

function answersOf(name: string): Json[][] {
  const answers: Json[][] = [[]];
  let whole = false;
  for (const event of recordedEvents(name)) {
    if (whole && event['type'] === 'message_start') {
      answers.push([]);
      whole = false;
    }
    answers.at(-1)?.push(event);
    whole ||= event['type'] === 'message_stop';
  }
  return answers;
}

function parsed(text: string): Json {
  return JSON.parse(text) as Json;
}
