import type { JsonObject } from '../../body/json-object';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { estimateUsage, usageObject } from '../usage-estimate';

const REST = ',"finish_reason":null}]}\n\n';

/**
 * Writes a mapped stream as OpenAI chunks: gathers those of one read and hands them over together. The parts that all
 * chunks have in common are put together once, and of each chunk only what is new is made into JSON.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export class ChunkWriter {
  /** Chunks written, usage aside. */
  written = 0;
  #text = '';
  #pending = 0;
  #head = '';
  #id = 'chatcmpl-unknown';
  #model: string;
  readonly #created = Math.floor(Date.now() / 1000);
  #roleSent = false;

  constructor(private readonly call: LlmCall) {
    this.#model = call.model;
    this.#makeHead();
  }

  /** What the provider calls the answer and the model; the first chunk comes after this. */
  start(id: string | undefined, model: string | undefined): void {
    if (id !== undefined) this.#id = id;
    if (model !== undefined) this.call.facts.model = this.#model = model.slice(0, 256);
    this.#makeHead();
  }

  /** A piece of the answer's text. */
  text(piece: string): void {
    if (piece !== '') this.#add(`"content":${JSON.stringify(piece)}`);
  }

  /** A piece of the reasoning (extension field `reasoning_content`). */
  reasoning(piece: string): void {
    if (piece !== '') this.#add(`"reasoning_content":${JSON.stringify(piece)}`);
  }

  /** A piece of a refusal. */
  refusal(piece: string): void {
    if (piece !== '') this.#add(`"refusal":${JSON.stringify(piece)}`);
  }

  /** A tool call begins; `index` counts the answer's calls from 0. `args` is whatever of its arguments is known. */
  toolCall(index: number, id: string, name: string, args = '', providerFields?: JsonObject): void {
    const fields = providerFields === undefined ? '' : `,"provider_fields":${JSON.stringify(providerFields)}`;
    const called = `{"name":${JSON.stringify(name)},"arguments":${JSON.stringify(args)}}`;
    this.#add(
      `"tool_calls":[{"index":${index},"id":${JSON.stringify(id)},"type":"function","function":${called}${fields}}]`,
    );
  }

  /** A piece of a tool call's arguments. */
  toolArguments(index: number, piece: string): void {
    if (piece === '') return;
    this.#add(`"tool_calls":[{"index":${index},"function":{"arguments":${JSON.stringify(piece)}}}]`);
  }

  /** Extension field `provider_fields` of the message: what has to come back in the next turn, and what has no place. */
  providerFields(fields: JsonObject): void {
    this.#add(`"provider_fields":${JSON.stringify(fields)}`);
  }

  /** The answer's end, a value of OpenAI's `finish_reason`. Only the first counts. */
  finish(reason: string): void {
    if (this.call.facts.finishReason !== undefined) return;
    this.call.facts.finishReason = reason;
    this.#write(`${this.#head}${this.#role('')}},"finish_reason":${JSON.stringify(reason)}}]}\n\n`);
  }

  /** The last chunk, for callers who asked for the usage; estimated where the provider gave none. */
  usage(): void {
    const { facts, raw, usageWanted } = this.call;
    facts.usage ??= estimateUsage(raw.length, { frames: this.written });
    if (!usageWanted) return;
    const chunk = {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices: [],
      usage: usageObject(facts.usage),
    };
    this.#text += `data: ${JSON.stringify(chunk)}\n\n`;
    this.#pending++;
  }

  /** Hands over what was written since the last time. Answers as `StreamSink.push`: false when the reader is behind. */
  flush(sink: StreamSink): boolean {
    if (this.#pending === 0) return true;
    const text = this.#text;
    const count = this.#pending;
    this.#text = '';
    this.#pending = 0;
    return sink.push(Buffer.from(text), count);
  }

  #add(delta: string): void {
    this.#write(`${this.#head}${this.#role(delta)}}${REST}`);
  }

  #role(delta: string): string {
    if (this.#roleSent) return delta;
    this.#roleSent = true;
    return delta === '' ? '"role":"assistant"' : `"role":"assistant",${delta}`;
  }

  #write(frame: string): void {
    this.#text += frame;
    this.#pending++;
    this.written++;
  }

  #makeHead(): void {
    this.#head =
      `data: {"id":${JSON.stringify(this.#id)},"object":"chat.completion.chunk","created":${this.#created},` +
      `"model":${JSON.stringify(this.#model)},"choices":[{"index":0,"delta":{`;
  }
}
