import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../json/json-object';
import { isObject } from '../../../json/json-object';
import type { LlmCall } from '../../llm-adapter';
import { DEFAULT_TEXT } from '../mock-models';
import { wordTokens } from '../tokens';
import { refused } from '../upstream-failures';
import { png } from './png';
import { wav } from './wav';

/** What the mock answers: its type, and its pieces. */
export interface MockPassed {
  readonly contentType: string;
  readonly pieces: readonly Buffer[];
}

const MOST_PICTURES = 10;
const JSON_TYPE = 'application/json';
/** Pieces of a sound. */
const PIECE_BYTES = 16 * 1024;
const CATEGORIES = [
  ...['harassment', 'harassment/threatening', 'hate', 'hate/threatening', 'illicit', 'illicit/violent'],
  ...['self-harm', 'self-harm/intent', 'self-harm/instructions', 'sexual', 'sexual/minors'],
  ...['violence', 'violence/graphic'],
];

/**
 * Answers what passes, always the same for the same request. Of a form its bytes alone are known.
 * @param form the bytes of a multipart form; undefined for a JSON body
 * @throws GatewayError INVALID_REQUEST where a field is not what the API allows
 */
export function mockPassed(call: LlmCall, form: Buffer | undefined): MockPassed {
  const { body } = call;
  switch (call.passed?.operation) {
    case 'images/generations':
      return shown(pictures(text(body, 'prompt'), body), 'image_generation', body['stream'] === true);
    case 'images/edits': {
      const made = pictures(form === undefined ? text(body, 'prompt') : digest(form), {});
      return shown(made, 'image_edit', form === undefined ? body['stream'] === true : asksForStream(form));
    }
    case 'images/variations':
      return json(pictures(form === undefined ? text(body, 'prompt') : digest(form), {}));
    case 'audio/speech':
      return speech(body);
    case 'audio/transcriptions':
    case 'audio/translations':
      return transcript(form ?? call.raw);
    case 'moderations':
      return json(moderation(call));
    case 'rerank':
      return json(ranking(call));
    case 'completions':
      return completion(call);
    case undefined:
      throw new Error('A call that does not pass came to be passed.');
  }
}

/** Format: https://platform.openai.com/docs/api-reference/images-streaming */
function shown({ created, data, usage }: Pictures, what: string, stream: boolean): MockPassed {
  if (!stream) return json({ created, data, usage });
  const about = {
    created_at: created,
    size: '64x64',
    quality: 'low',
    background: 'opaque',
    output_format: 'png',
  };
  return namedEvents(data.map(({ b64_json }) => ({ type: `${what}.completed`, b64_json, ...about, usage })));
}

/** Format: https://platform.openai.com/docs/api-reference/audio/createSpeech (`stream_format`) */
function speech(body: JsonObject): MockPassed {
  const pieces = inPieces(wav(text(body, 'input')));
  if (body['stream_format'] !== 'sse') return { contentType: 'audio/wav', pieces };
  const deltas = pieces.map((piece) => ({ type: 'speech.audio.delta', audio: piece.toString('base64') }));
  const input = wordTokens(text(body, 'input')).length;
  const usage = { input_tokens: input, output_tokens: input, total_tokens: 2 * input };
  return namedEvents([...deltas, { type: 'speech.audio.done', usage }]);
}

interface Pictures {
  readonly created: number;
  readonly data: readonly { readonly b64_json?: string; readonly url?: string }[];
  readonly usage: JsonObject;
}

function pictures(prompt: string, { n, response_format: format }: JsonObject): Pictures {
  const count = typeof n === 'number' && Number.isInteger(n) && n >= 1 ? Math.min(n, MOST_PICTURES) : 1;
  const data = Array.from({ length: count }, (_, index) => {
    const picture = png(index === 0 ? prompt : `${prompt}\n${index}`).toString('base64');
    return format === 'url' ? { url: `data:image/png;base64,${picture}` } : { b64_json: picture };
  });
  const input = wordTokens(prompt).length;
  const usage = {
    input_tokens: input,
    output_tokens: count * 272,
    total_tokens: input + count * 272,
    input_tokens_details: { text_tokens: input, image_tokens: 0 },
  };
  return { created: now(), data, usage };
}

/** In the form that the request names: of its fields only this one and `stream` are looked for. */
function transcript(form: Buffer): MockPassed {
  const fields = form.toString('latin1');
  const format = /name="?response_format"?\r\n\r\n(\w{1,20})\r\n/.exec(fields)?.[1] ?? 'json';
  const usage = { type: 'tokens', input_tokens: 10, output_tokens: 4, total_tokens: 14 };
  if (asksForStream(form)) {
    const deltas = wordTokens(DEFAULT_TEXT).map((delta) => ({ type: 'transcript.text.delta', delta }));
    return events([...deltas, { type: 'transcript.text.done', text: DEFAULT_TEXT, usage }]);
  }
  switch (format) {
    case 'text':
      return plain(`${DEFAULT_TEXT}\n`);
    case 'srt':
      return plain(`1\n00:00:00,000 --> 00:00:01,000\n${DEFAULT_TEXT}\n\n`);
    case 'vtt':
      return plain(`WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${DEFAULT_TEXT}\n\n`);
    case 'verbose_json':
      return json({
        task: 'transcribe',
        language: 'english',
        duration: 1,
        text: DEFAULT_TEXT,
        segments: [],
        words: [],
      });
    default:
      return json({ text: DEFAULT_TEXT, usage });
  }
}

function asksForStream(form: Buffer): boolean {
  return /name="?stream"?\r\n\r\ntrue\r\n/i.test(form.toString('latin1'));
}

function moderation({ model, body, raw }: LlmCall): JsonObject {
  const { input } = body;
  const inputs: readonly unknown[] =
    Array.isArray(input) && input.every((one) => typeof one === 'string') ? input : [input];
  const of = (value: unknown) => Object.fromEntries(CATEGORIES.map((category) => [category, value]));
  const result = {
    flagged: false,
    categories: of(false),
    category_scores: of(0.000_1),
    category_applied_input_types: of(['text']),
  };
  return { id: `modr-mock-${digest(raw)}`, model, results: inputs.map(() => result) };
}

/** By the words that a document shares with the query. Cohere's and Jina's answers in one. */
function ranking({ model, body, raw }: LlmCall): JsonObject {
  const query = new Set(words(text(body, 'query')));
  const { documents, top_n: most, return_documents: shown } = body;
  if (!Array.isArray(documents) || documents.length === 0)
    throw refused('documents', 'documents must be a list of at least one document.');
  const results = documents
    .map((document: unknown, index) => {
      const own = words(textOf(document));
      const shared = own.filter((word) => query.has(word)).length;
      const score = own.length === 0 ? 0 : shared / Math.sqrt(own.length * Math.max(query.size, 1));
      const document_ = shown === false ? {} : { document: { text: textOf(document) } };
      return { index, relevance_score: Math.round(Math.min(score, 1) * 1e6) / 1e6, ...document_ };
    })
    .sort((one, other) => other.relevance_score - one.relevance_score || one.index - other.index)
    .slice(0, typeof most === 'number' && most > 0 ? most : undefined);
  const tokens = documents.reduce(
    (sum: number, document) => sum + words(textOf(document)).length,
    query.size,
  );
  return {
    id: `rerank-mock-${digest(raw)}`,
    model,
    results,
    usage: { total_tokens: tokens, prompt_tokens: tokens },
    meta: { api_version: { version: '2' }, billed_units: { search_units: 1 } },
  };
}

function completion({ model, body, raw }: LlmCall): MockPassed {
  const { prompt, stream, stream_options: options } = body;
  const id = `cmpl-mock-${digest(raw)}`;
  const promptTokens = wordTokens(typeof prompt === 'string' ? prompt : JSON.stringify(prompt ?? '')).length;
  const said = wordTokens(DEFAULT_TEXT);
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: said.length,
    total_tokens: promptTokens + said.length,
  };
  const common = { id, object: 'text_completion', created: now(), model };
  const choice = (piece: string, reason: string | null) => [
    { text: piece, index: 0, logprobs: null, finish_reason: reason },
  ];
  if (stream !== true) return json({ ...common, choices: choice(DEFAULT_TEXT, 'stop'), usage });
  const pieces = said.map((piece) => ({ ...common, choices: choice(piece, null) }));
  const wanted = isObject(options) && options['include_usage'] === true;
  const last = { ...common, choices: choice('', 'stop') };
  return events([...pieces, last, ...(wanted ? [{ ...common, choices: [], usage }] : [])], '[DONE]');
}

function json(body: object): MockPassed {
  return { contentType: JSON_TYPE, pieces: [Buffer.from(JSON.stringify(body))] };
}

function plain(body: string): MockPassed {
  return { contentType: 'text/plain; charset=utf-8', pieces: [Buffer.from(body)] };
}

function events(list: readonly object[], last?: string): MockPassed {
  const frames = list.map((event) => Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
  if (last !== undefined) frames.push(Buffer.from(`data: ${last}\n\n`));
  return { contentType: 'text/event-stream', pieces: frames };
}

function namedEvents(list: readonly (JsonObject & { readonly type: string })[]): MockPassed {
  const pieces = list.map((event) => Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
  return { contentType: 'text/event-stream', pieces };
}

function inPieces(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES),
  );
}

function text(body: JsonObject, field: string): string {
  const value = body[field];
  if (typeof value === 'string' && value !== '') return value;
  throw refused(field, `${field} must be a text.`);
}

function textOf(document: unknown): string {
  if (typeof document === 'string') return document;
  return isObject(document) && typeof document['text'] === 'string'
    ? document['text']
    : JSON.stringify(document);
}

function words(value: string): readonly string[] {
  return value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 20);
}

function now(): number {
  return Math.floor(Date.now() / 1_000);
}
