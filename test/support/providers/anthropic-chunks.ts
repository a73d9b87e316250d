/** What an OpenAI caller makes of a stream's chunks, and a check that they keep the format's rules. */
import type { LlmCall } from '../../../src/llm/llm-adapter';
import { emptyFacts } from '../../../src/llm/llm-adapter';
import type { Json } from './anthropic-recordings';
import { openAiChatWire } from '../../../src/wire/openai-chat/openai-chat.wire';

/** A tool call put together from its deltas. */
interface SeenToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** A streamed answer put together by an OpenAI client. */
export interface SeenAnswer {
  content: string;
  reasoning: string;
  refusal: string;
  toolCalls: SeenToolCall[];
  providerFields: Json | undefined;
  finishReason: string | undefined;
  usage: Json | undefined;
  model: string | undefined;
}

/** A call as a door makes it. */
export function callOf(body: Json, extra: Partial<LlmCall> = {}): LlmCall {
  const raw = Buffer.from(JSON.stringify(body));
  const model = typeof body['model'] === 'string' ? body['model'] : 'claude-sonnet-4-5';
  return {
    raw,
    body,
    model,
    usageWanted: true,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
    ...extra,
  };
}

/**
 * Reads chunks as an SDK does.
 * @throws Error for a chunk that breaks the format's rules: a delta without index, a call that begins without id or
 * name, provider fields or a finish reason more than once, anything after the finish but the usage
 */
export function readChunks(bytes: Buffer): SeenAnswer {
  const seen: SeenAnswer = {
    content: '',
    reasoning: '',
    refusal: '',
    toolCalls: [],
    providerFields: undefined,
    finishReason: undefined,
    usage: undefined,
    model: undefined,
  };
  for (const frame of bytes.toString('utf8').split('\n\n')) {
    if (frame === '') continue;
    if (!frame.startsWith('data: {')) throw new Error(`no chunk: ${frame.slice(0, 80)}`);
    readChunk(JSON.parse(frame.slice('data: '.length)) as Json, seen);
  }
  return seen;
}

function readChunk(chunk: Json, seen: SeenAnswer): void {
  if (chunk['object'] !== 'chat.completion.chunk') throw new Error('not a chunk');
  seen.model = chunk['model'] as string;
  const [choice] = chunk['choices'] as Json[];
  if (choice === undefined) {
    seen.usage = chunk['usage'] as Json;
    return;
  }
  if (seen.finishReason !== undefined) throw new Error('a chunk after the finish');
  const delta = choice['delta'] as Json;
  seen.content += (delta['content'] as string | undefined) ?? '';
  seen.reasoning += (delta['reasoning_content'] as string | undefined) ?? '';
  seen.refusal += (delta['refusal'] as string | undefined) ?? '';
  if (delta['provider_fields'] !== undefined) {
    if (seen.providerFields !== undefined) throw new Error('provider fields twice');
    seen.providerFields = delta['provider_fields'] as Json;
  }
  for (const call of (delta['tool_calls'] as Json[] | undefined) ?? []) readToolDelta(call, seen);
  seen.finishReason = (choice['finish_reason'] as string | null) ?? undefined;
}

function readToolDelta({ index, id, function: called }: Json, { toolCalls }: SeenAnswer): void {
  if (typeof index !== 'number') throw new Error('a tool delta without index');
  const { name, arguments: piece } = called as { name?: string; arguments: string };
  const before = toolCalls[index];
  if (before === undefined) {
    if (
      typeof id !== 'string' ||
      id === '' ||
      name === undefined ||
      name === '' ||
      index !== toolCalls.length
    ) {
      throw new Error('a tool call that begins without id, name or its place');
    }
    toolCalls.push({ id, name, arguments: piece });
  } else {
    toolCalls[index] = { ...before, arguments: before.arguments + piece };
  }
}
