/** Reading Gemini's recorded answers through the mapping, without a socket, and what an OpenAI caller sees of them. */
import { googleError } from '../../../src/llm/providers/google/errors';
import { GeminiStream } from '../../../src/llm/providers/google/stream';
import { emptyFacts } from '../../../src/llm/llm-adapter';
import type { LlmCall } from '../../../src/llm/llm-adapter';
import { estimateUsage } from '../../../src/llm/usage-estimate';
import { recordedChunks, recordedWhole } from './recordings';
import { askedOf } from '../../../src/llm/mapping/asked';
import { mappedAnswer } from '../../../src/llm/mapping/mapped-answer';
import { GeminiAnswerReader } from '../../../src/wire/gemini/answer-reader';
import { openAiChatWire } from '../../../src/wire/openai-chat/openai-chat.wire';

/** A tool call as a caller has it in the end. */
export interface SeenCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  readonly fields: unknown;
}

/** An answer as a caller has it in the end, whole or put together from chunks. */
export interface SeenAnswer {
  readonly model: unknown;
  readonly content: string;
  readonly reasoning: string;
  readonly calls: readonly SeenCall[];
  readonly fields: unknown;
  readonly finish: unknown;
  readonly usage: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** A call for a model, as an adapter gets it. */
export function callFor(model: string, body: object = {}): LlmCall {
  const raw = Buffer.from(JSON.stringify(body));
  const parsed = JSON.parse(raw.toString()) as Fields;
  return {
    raw,
    body: parsed,
    model,
    usageWanted: true,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
  };
}

/** The bytes of a recorded stream as Google sends them: lines end at CRLF. */
export function recordedStream(name: string): Buffer {
  return streamOf(recordedChunks(name));
}

/** The bytes of a stream of these frames. */
export function streamOf(frames: readonly string[]): Buffer {
  return Buffer.from(frames.map((frame) => `data: ${frame}\r\n\r\n`).join(''));
}

/** Maps a whole recorded answer. */
export function seenWhole(name: string): SeenAnswer {
  return seenResponse(JSON.parse(recordedWhole(name)) as Fields);
}

/** Maps a whole answer. */
export function seenResponse(response: Fields): SeenAnswer {
  const call = callFor('asked-model');
  const { body } = mappedAnswer(call, (events) => {
    const reader = new GeminiAnswerReader(events);
    reader.take(response);
    reader.end();
  });
  const answer = JSON.parse(body.toString()) as Fields;
  const [choice] = answer['choices'] as { message: Fields; finish_reason: unknown }[];
  const message = choice?.message ?? {};
  const calls = (message['tool_calls'] ?? []) as Fields[];
  return {
    model: answer['model'],
    content: (message['content'] ?? '') as string,
    reasoning: (message['reasoning_content'] ?? '') as string,
    calls: calls.map(seenCall),
    fields: message['provider_fields'],
    finish: choice?.finish_reason,
    usage: answer['usage'],
  };
}

/**
 * Maps a stream that arrives in these pieces.
 * @throws what the mapping threw; Error `cut` when the stream ended without a finish
 */
export function seenStream(pieces: readonly Buffer[]): SeenAnswer {
  const call = callFor('asked-model');
  const out = openAiChatWire.streamWriter(askedOf(call), call.facts);
  const mapping = new GeminiStream(call.facts, out, (frame) => googleError(200, {}, frame, []));
  for (const piece of pieces) mapping.push(piece);
  mapping.end();
  if (call.facts.finishReason === undefined) throw new Error('cut');
  out.end(call.facts.usage ?? estimateUsage(0, { frames: out.written }));
  const chunks = (out.take()?.text ?? '').split('\n\n').filter((frame) => frame !== '');
  return accumulated(chunks.map((frame) => JSON.parse(frame.slice('data: '.length)) as Fields));
}

/** Puts chunks together as SDKs do. */
function accumulated(chunks: readonly Fields[]): SeenAnswer {
  let content = '';
  let reasoning = '';
  let fields: unknown;
  let finish: unknown;
  const calls: SeenCall[] = [];
  for (const chunk of chunks) {
    const [choice] = chunk['choices'] as { delta: Fields; finish_reason: unknown }[];
    const delta = choice?.delta ?? {};
    content += (delta['content'] ?? '') as string;
    reasoning += (delta['reasoning_content'] ?? '') as string;
    fields ??= delta['provider_fields'];
    finish ??= choice?.finish_reason ?? undefined;
    for (const piece of (delta['tool_calls'] ?? []) as Fields[]) addPiece(calls, piece);
  }
  return {
    model: chunks[0]?.['model'],
    content,
    reasoning,
    calls,
    fields,
    finish,
    usage: chunks.at(-1)?.['usage'],
  };
}

function addPiece(calls: SeenCall[], piece: Fields): void {
  const index = piece['index'] as number;
  const before = calls[index];
  const added = piece['function'] as { readonly arguments: string };
  if (before === undefined) calls[index] = seenCall(piece);
  else if (piece['extra_content'] !== undefined) calls[index] = { ...before, fields: piece['extra_content'] };
  else calls[index] = { ...before, arguments: before.arguments + added.arguments };
}

function seenCall(call: Fields): SeenCall {
  const { name, arguments: given } = call['function'] as { name: string; arguments: string };
  return { id: call['id'] as string, name, arguments: given, fields: call['extra_content'] };
}
