import type { IncomingHttpHeaders } from 'node:http';
import { valueEnd } from '../../body/json-edit';
import type { GatewayError } from '../../errors/gateway-error';
import { SseFrameReader } from '../../streaming/sse-frame.reader';
import { headersForCaller } from '../../upstream/forwarded-headers';
import type { BodyConsumer } from '../../upstream/upstream-exchange';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { JsonObject, LlmCall, StreamSink } from '../llm-adapter';
import { estimateUsage, usageObject } from '../usage-estimate';
import { readErrorObject } from './errors';
import type { ProviderErrorBody } from './errors';
import { parseObject } from './response';
import { readUsage } from './usage';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NULL = 0x6e;
const DATA_START = 'data: '.length;
const DATA_END = '\n\n'.length;
const DONE = Buffer.from('data: [DONE]\n\n');
// Searched for in every frame. Each begins with a letter that is rare in JSON, which makes the search twice as fast.
const USAGE = Buffer.from('usage"');
const FINISH_REASON = Buffer.from('_reason"');
const ERROR = Buffer.from('rror"');

/**
 * Passes a Chat Completions stream on, frame by frame, as bytes. A frame is parsed only when a search finds in it what
 * is needed here: usage, finish reason, an error.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export class ChatStreamReader implements BodyConsumer {
  resume: (() => void) | undefined;
  /** Whether the upstream answered with a stream. */
  opened = false;
  /** True after `[DONE]`: what follows it is dropped. */
  satisfied = false;
  readonly #frames = new SseFrameReader((frame, event) => {
    this.#take(frame, event);
  });
  #behind = false;
  #delivered = 0;
  /** The last usage chunk, held back until the end because upstreams may send several. */
  #usageFrame: Buffer | undefined;
  #first: JsonObject | undefined;

  constructor(
    private readonly call: LlmCall,
    private readonly sink: StreamSink,
    private readonly errorFrom: (error: ProviderErrorBody) => GatewayError,
  ) {
    sink.onDrain = () => {
      this.#behind = false;
      this.resume?.();
    };
  }

  head(status: number, headers: IncomingHttpHeaders): boolean {
    this.call.facts.upstreamStatus = status;
    const type = headers['content-type'];
    if (status !== 200 || typeof type !== 'string' || !type.toLowerCase().startsWith('text/event-stream'))
      return false;
    this.call.facts.headers = headersForCaller(headers);
    this.opened = true;
    this.sink.opened(this.call.facts.headers);
    return true;
  }

  data(piece: Buffer): boolean {
    this.#frames.push(piece);
    return !this.#behind;
  }

  /**
   * The upstream has ended its stream. Delivers the usage chunk when the caller asked for one.
   * @throws GatewayError PROVIDER_ERROR when the answer was not complete: neither `[DONE]` nor a finish reason came.
   */
  end(): void {
    const { facts } = this.call;
    if (!this.satisfied) this.#frames.end();
    if (!this.satisfied && facts.finishReason === undefined) {
      throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
    }
    if (facts.usage === undefined) {
      facts.usage = estimateUsage(this.call.raw.length, { frames: this.#delivered });
      this.#usageFrame = undefined;
    }
    if (!this.call.usageWanted) return;
    this.#push(this.#usageFrame ?? this.#ownUsageFrame());
  }

  #take(frame: Buffer, event: string): void {
    if (this.satisfied) return;
    if (frame[DATA_START] !== OPEN_BRACE || frame[frame.length - DATA_END - 1] !== CLOSE_BRACE) {
      if (frame.equals(DONE)) this.satisfied = true;
      else this.call.facts.skippedFrames++;
      return;
    }
    if (this.#first === undefined) this.#readFirst(frame);
    if (event === 'error' || hasValue(frame, ERROR)) this.#readError(frame, event);
    if (hasValue(frame, FINISH_REASON)) this.#readFinish(frame);
    if (hasValue(frame, USAGE)) this.#readUsage(frame);
    else this.#push(frame);
  }

  #push(frame: Buffer): void {
    this.#delivered++;
    if (!this.sink.push(frame, 1)) this.#behind = true;
  }

  #readFirst(frame: Buffer): void {
    this.#first = parseFrame(frame) ?? {};
    const model = this.#first['model'];
    if (typeof model === 'string') this.call.facts.model = model.slice(0, 256);
  }

  #readError(frame: Buffer, event: string): void {
    const chunk = parseFrame(frame);
    const error = chunk?.['error'] ?? (event === 'error' ? chunk : undefined);
    if (error !== undefined && error !== null) throw this.errorFrom(readErrorObject(error));
  }

  #readFinish(frame: Buffer): void {
    for (const choice of choicesOf(parseFrame(frame))) {
      const reason = choice['finish_reason'];
      if (typeof reason === 'string' && reason !== '') this.call.facts.finishReason ??= reason.slice(0, 64);
    }
  }

  /** A chunk with usage: the last sane one counts. One that carries nothing else waits for the end of the stream. */
  #readUsage(frame: Buffer): void {
    const chunk = parseFrame(frame);
    if (chunk === undefined || chunk['usage'] === undefined || chunk['usage'] === null) {
      this.#push(frame);
      return;
    }
    const usage = readUsage(chunk['usage']);
    if (usage !== undefined) this.call.facts.usage = usage;
    if (!choicesOf(chunk).every(isEmptyChoice)) {
      this.#push(withoutUsage(frame));
    } else if (usage !== undefined) {
      this.#usageFrame = frame;
    }
  }

  /** The usage chunk of an upstream that sent none of its own, or sent it beside content. */
  #ownUsageFrame(): Buffer {
    const { facts, model } = this.call;
    const chunk = {
      id: this.#first?.['id'] ?? 'chatcmpl-unknown',
      object: 'chat.completion.chunk',
      created: this.#first?.['created'] ?? 0,
      model: facts.model ?? model,
      choices: [],
      usage: facts.usage === undefined ? null : usageObject(facts.usage),
    };
    return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
  }
}

/** Whether a key that ends in these bytes stands in the frame with a value that is not null. */
function hasValue(frame: Buffer, keyEnd: Buffer): boolean {
  for (let at = frame.indexOf(keyEnd); at >= 0; at = frame.indexOf(keyEnd, at + keyEnd.length)) {
    let value = at + keyEnd.length;
    while (frame[value] === 0x20 || frame[value] === 0x3a) value++;
    if (frame[value] !== NULL) return true;
  }
  return false;
}

function parseFrame(frame: Buffer): JsonObject | undefined {
  return parseObject(frame.subarray(DATA_START, frame.length - DATA_END));
}

function choicesOf(chunk: JsonObject | undefined): readonly JsonObject[] {
  const choices = chunk?.['choices'];
  return Array.isArray(choices) ? choices.filter(isObject) : [];
}

/** LiteLLM's usage chunk has a choice with an empty delta. */
function isEmptyChoice(choice: JsonObject): boolean {
  const delta = choice['delta'];
  const reason = choice['finish_reason'];
  if (typeof reason === 'string' && reason !== '') return false;
  return (
    !isObject(delta) ||
    Object.values(delta).every((value) => value === null || value === undefined || value === '')
  );
}

/** The frame with its usage set to null: the caller gets it once, in a chunk of its own. */
function withoutUsage(frame: Buffer): Buffer {
  const key = frame.lastIndexOf('"usage"');
  let start = key + '"usage"'.length;
  while (frame[start] === 0x20 || frame[start] === 0x3a) start++;
  return Buffer.concat([
    frame.subarray(0, start),
    Buffer.from('null'),
    frame.subarray(valueEnd(frame, start)),
  ]);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
