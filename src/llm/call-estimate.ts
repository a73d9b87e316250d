import { base64Texts } from '../json/base64-texts';
import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';
import type { TokenUsage } from '../wire/canonical/token-usage';
import type { LlmCall } from './llm-adapter';
import { tokensIn } from './token-count';
import { BYTES_PER_TOKEN, estimateUsage } from './usage-estimate';

/** A larger request is not looked into: its texts are told by their size, and its pictures are no texts. */
const MAX_READ_BYTES = 1024 * 1024;
/** The same for a rough figure: in a larger request what is no text is little beside the texts. */
const MAX_ROUGHLY_READ_BYTES = 16 * 1024;
/**
 * What OpenAI counts beside the texts: three tokens and the role for each message, three for the answer's beginning.
 * Source: https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
 */
const TOKENS_PER_MESSAGE = 4;
const TOKENS_OF_BEGINNING = 3;
/** English text: https://platform.openai.com/tokenizer */
export const CHARACTERS_PER_TOKEN = 4;
/** A picture in low detail: https://platform.openai.com/docs/guides/images-vision#calculating-costs */
const TOKENS_PER_PICTURE = 85;
/** The fields that hold what a model reads, in the requests of all doors. */
const PROMPT_FIELDS = [
  'messages',
  'system',
  'contents',
  'systemInstruction',
  'system_instruction',
  'input',
  'instructions',
  'prompt',
  'content',
  'requests',
  'instances',
];
const LISTS = ['messages', 'contents'];
/** Fields whose texts no model reads. */
const NOT_READ = new Set(
  [
    'id',
    'type',
    'role',
    'tool_call_id',
    'tool_use_id',
    'mimeType',
    'mime_type',
    'media_type',
    'detail',
    'format',
  ].concat([
    'signature',
    'thoughtSignature',
    'thought_signature',
    'cache_control',
    'extra_content',
    'provider_fields',
    'file_id',
    'finish_reason',
    'finishReason',
    // Of each text of a batch to embed.
    'model',
    'taskType',
    'task_type',
  ]),
);
/** Fields that hold a picture, a sound or a document. */
const MEDIA = new Set([
  'image_url',
  'inlineData',
  'inline_data',
  'fileData',
  'file_data',
  'source',
  'input_audio',
  'file',
  'video_url',
]);

/** What came of an answer whose provider told no usage. */
export type CameOfAnswer =
  /** Its texts: a message, choices, blocks. */
  | { readonly texts: unknown }
  /** Frames of a stream, each about a token, and the characters in them beyond what every frame has. */
  | { readonly frames: number; readonly characters?: number };

/** Our own figures for a call whose provider told none, from the texts of request and answer. */
export function estimatedUsage(
  call: Pick<LlmCall, 'raw' | 'body' | 'model'>,
  answer: CameOfAnswer,
): TokenUsage {
  return {
    ...estimateUsage(0, { frames: answerTokens(answer, call.model) }),
    promptTokens: promptTokens(call),
  };
}

/**
 * The same for a call that was not answered, or not wholly: without the tokenizer, whose tables take long to load the first
 * time. Nobody is shown it.
 */
export function roughUsage(call: Pick<LlmCall, 'raw' | 'body' | 'model'>, frames: number): TokenUsage {
  return { ...estimateUsage(0, { frames }), promptTokens: promptTokens(call, roughTokensIn) };
}

/**
 * Tokens of a request's messages and tools without the tokenizer, for a figure that the provider's own replaces: by the texts of a small
 * request, by the size of a larger one.
 */
export function roughPromptTokens(call: Pick<LlmCall, 'raw' | 'body' | 'model'>): number {
  return call.raw.length > MAX_ROUGHLY_READ_BYTES
    ? tokensBySize(call.raw)
    : promptTokens(call, roughTokensIn);
}

/** Bytes, and not characters: other scripts take more tokens for as many characters, and more bytes. */
function roughTokensIn(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

function tokensBySize(raw: Buffer): number {
  const media = base64Texts(raw);
  const texts = estimateUsage(raw.length - media.bytes, { frames: 0 }).promptTokens;
  return texts + media.count * TOKENS_PER_PICTURE;
}

/**
 * Tokens of a request's messages and tools, or of the texts to embed.
 * @param count counts the tokens of a text
 */
export function promptTokens(
  { raw, body, model }: Pick<LlmCall, 'raw' | 'body' | 'model'>,
  count: (text: string, model: string) => number = tokensIn,
): number {
  if (raw.length > MAX_READ_BYTES) return tokensBySize(raw);
  const found = new Texts();
  for (const field of PROMPT_FIELDS) found.add(body[field]);
  const { tools, functions } = body;
  const declared = [tools, functions].filter(Array.isArray).map((list) => JSON.stringify(list));
  const turns = LISTS.reduce((sum, field) => sum + lengthOf(body[field]), 0);
  const beside = turns === 0 ? 0 : turns * TOKENS_PER_MESSAGE + TOKENS_OF_BEGINNING;
  return (
    count([...found.texts, ...declared].join(' '), model) +
    found.pictures * TOKENS_PER_PICTURE +
    beside +
    found.tokens
  );
}

function answerTokens(answer: CameOfAnswer, model: string): number {
  if ('frames' in answer)
    return Math.max(answer.frames, Math.ceil((answer.characters ?? 0) / CHARACTERS_PER_TOKEN));
  const found = new Texts();
  found.add(answer.texts);
  return tokensIn(found.texts.join(' '), model);
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** Collects texts from a request or an answer of any wire. */
class Texts {
  readonly texts: string[] = [];
  pictures = 0;
  /** Of inputs that are lists of tokens already. */
  tokens = 0;

  add(value: unknown): void {
    if (typeof value === 'string') {
      if (value !== '') this.texts.push(value);
    } else if (typeof value === 'number') this.tokens++;
    else if (Array.isArray(value)) for (const one of value) this.add(one);
    else if (isObject(value)) this.#addFields(value);
  }

  #addFields(fields: JsonObject): void {
    for (const [name, value] of Object.entries(fields)) {
      if (NOT_READ.has(name)) continue;
      if (MEDIA.has(name)) this.#addMedia(name, value);
      else if (typeof value !== 'number' && typeof value !== 'boolean') this.add(value);
    }
  }

  /** The `source` of a document of Anthropic's may be a text, or blocks of texts; that of a search result is its address. */
  #addMedia(name: string, value: unknown): void {
    const { type, data, content } = isObject(value) ? value : {};
    if (name === 'source' && typeof value === 'string') this.add(value);
    else if (type === 'text' && typeof data === 'string') this.add(data);
    else if (type === 'content') this.add(content);
    else this.pictures++;
  }
}
