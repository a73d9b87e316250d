/**
 * Bodies and stream chunks in the shape of OpenAI's Chat Completions API
 * (https://platform.openai.com/docs/api-reference/chat).
 */

/** Token counts of an answer. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens: number };
  readonly completion_tokens_details?: { readonly reasoning_tokens: number };
}

/** A tool call of a whole answer. */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** The parts of an answer that a test may set. */
export interface CompletionParts {
  readonly id?: string;
  readonly model?: string;
  readonly finishReason?: string;
  /** `null` leaves usage out. */
  readonly usage?: Usage | null;
  readonly toolCalls?: readonly ToolCall[];
}

/** The usage of answers whose test does not care. */
const DEFAULT_USAGE: Usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 };

/** The text of answers whose test does not care. */
export const DEFAULT_TEXT = 'Hello from the fake upstream.';

const DEFAULT_ID = 'chatcmpl-fake';
const DEFAULT_MODEL = 'fake-model-2026-01-01';
const CREATED = 1_770_000_000;

/** A `chat.completion` body. */
export function completion(text: string, parts: CompletionParts = {}): Record<string, unknown> {
  const { toolCalls, usage = DEFAULT_USAGE } = parts;
  return {
    id: parts.id ?? DEFAULT_ID,
    object: 'chat.completion',
    created: CREATED,
    model: parts.model ?? DEFAULT_MODEL,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: toolCalls ? null : text,
          refusal: null,
          ...(toolCalls && { tool_calls: toolCalls }),
        },
        logprobs: null,
        finish_reason: parts.finishReason ?? (toolCalls ? 'tool_calls' : 'stop'),
      },
    ],
    ...(usage && { usage }),
    system_fingerprint: 'fp_fake',
  };
}

/** One `chat.completion.chunk` with a delta. */
export function chunk(
  delta: Record<string, unknown>,
  parts: Pick<CompletionParts, 'id' | 'model' | 'finishReason'> = {},
): Record<string, unknown> {
  return {
    ...chunkHead(parts),
    choices: [{ index: 0, delta, logprobs: null, finish_reason: parts.finishReason ?? null }],
    usage: null,
  };
}

/** The chunk that ends a stream when the request asked for usage: no choice, only counts. */
export function usageChunk(
  usage: Usage = DEFAULT_USAGE,
  parts: Pick<CompletionParts, 'id' | 'model'> = {},
): Record<string, unknown> {
  return { ...chunkHead(parts), choices: [], usage };
}

/** The chunks of a whole streamed text: role, one a word, finish reason; the usage chunk where it was asked for. */
export function textChunks(
  text: string,
  { includeUsage = false, ...parts }: CompletionParts & { readonly includeUsage?: boolean } = {},
): Record<string, unknown>[] {
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  const { usage = DEFAULT_USAGE } = parts;
  return [
    chunk({ role: 'assistant', content: '' }, onlyIdentity(parts)),
    ...words.map((content) => chunk({ content }, onlyIdentity(parts))),
    chunk({}, { ...parts, finishReason: parts.finishReason ?? 'stop' }),
    ...(includeUsage && usage ? [usageChunk(usage, parts)] : []),
  ];
}

/** The chunks of streamed tool calls: each call's id and name first, its arguments in pieces of ten characters. */
export function toolCallChunks(
  calls: readonly ToolCall[],
  { includeUsage = false, ...parts }: CompletionParts & { readonly includeUsage?: boolean } = {},
): Record<string, unknown>[] {
  const identity = onlyIdentity(parts);
  const deltas = calls.flatMap((call, index) => [
    { index, id: call.id, type: 'function', function: { name: call.function.name, arguments: '' } },
    ...(call.function.arguments.match(/[^]{1,10}/g) ?? []).map((piece) => ({
      index,
      function: { arguments: piece },
    })),
  ]);
  const { usage = DEFAULT_USAGE } = parts;
  return [
    chunk({ role: 'assistant', content: null }, identity),
    ...deltas.map((delta) => chunk({ tool_calls: [delta] }, identity)),
    chunk({}, { ...identity, finishReason: parts.finishReason ?? 'tool_calls' }),
    ...(includeUsage && usage ? [usageChunk(usage, parts)] : []),
  ];
}

function chunkHead(parts: Pick<CompletionParts, 'id' | 'model'>): Record<string, unknown> {
  return {
    id: parts.id ?? DEFAULT_ID,
    object: 'chat.completion.chunk',
    created: CREATED,
    model: parts.model ?? DEFAULT_MODEL,
    system_fingerprint: 'fp_fake',
  };
}

function onlyIdentity({ id, model }: CompletionParts): Pick<CompletionParts, 'id' | 'model'> {
  return { ...(id !== undefined && { id }), ...(model !== undefined && { model }) };
}
