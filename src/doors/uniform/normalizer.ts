import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { parsedJson } from '../../json/parsed-json';
import { MAX_FRAME_BYTES } from '../../sse/sse-frame.reader';
import { ReasoningDetails } from '../../wire/openai-chat/reasoning-details';
import { callsIn, neededIn, reasoningIn, saidIn } from './message-text';
import type { NeededFields } from './message-text';
import type { EventFormat, StreamEvents } from './stream-event';
import { ThinkingBlocks } from './thinking-blocks';
import { ToolCallAssembly } from './tool-call-assembly';

const DATA_START = 'data: '.length;
const FRAME_END = '\n\n';

/**
 * Makes uniform events of OpenAI's chunks, and keeps the message that they add up to. A field that is missing or of an
 * unexpected kind is nothing; a frame that is not JSON is left out.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export class Normalizer {
  readonly #toolCalls = new ToolCallAssembly();
  #role = 'assistant';
  #content = '';
  readonly #images: unknown[] = [];
  readonly #annotations: unknown[] = [];
  readonly #thinking = new ThinkingBlocks();
  readonly #details = new ReasoningDetails();
  #providerFields: JsonObject | undefined;
  #tokens = 0;
  #reasoningTokens = 0;
  /** Characters of the message so far. */
  #size = 0;

  /** @param maxSize the largest message that is kept, in characters */
  constructor(
    private readonly format: EventFormat,
    private readonly maxSize = MAX_FRAME_BYTES,
  ) {}

  /**
   * The events of whole frames, written out; empty where no frame is whole.
   * @throws GatewayError PROVIDER_ERROR when the message grows over the limit
   */
  events(frames: Buffer): string {
    const text = frames.toString('utf8');
    let events = '';
    for (let at = 0; at < text.length;) {
      const frameEnd = text.indexOf(FRAME_END, at);
      const end = frameEnd < 0 ? text.length : frameEnd;
      events += this.#eventsOf(parsedJson(text.slice(at + DATA_START, end)));
      at = end + FRAME_END.length;
    }
    return events;
  }

  /** The message so far. */
  get message(): StreamEvents['message'] {
    return {
      role: this.#role,
      content: this.#content,
      tool_calls: this.#toolCalls.calls,
      ...(this.#images.length > 0 ? { images: this.#images } : {}),
      ...(this.#annotations.length > 0 ? { annotations: this.#annotations } : {}),
      ...neededIn({
        reasoning_details: this.#details.signed,
        thinking_blocks: this.#thinking.blocks,
        provider_fields: this.#providerFields,
      }),
    };
  }

  #eventsOf(chunk: unknown): string {
    const delta = deltaOf(chunk);
    if (delta === undefined) return '';
    if (typeof delta['role'] === 'string' && delta['role'] !== '') this.#role = delta['role'];
    this.#keep(this.#images, delta['images']);
    this.#keep(this.#annotations, delta['annotations']);
    const needed = delta['reasoning_details'] ?? delta['thinking_blocks'] ?? delta['provider_fields'];
    if (needed !== undefined && needed !== null) this.#keepNeeded(neededIn(delta));
    return this.#reasoning(reasoningIn(delta)) + this.#token(saidIn(delta)) + this.#calls(callsIn(delta));
  }

  #reasoning(token: string): string {
    return token === '' ? '' : this.format.write('reasoning', { token, index: ++this.#reasoningTokens });
  }

  #token(token: string): string {
    if (token === '') return '';
    this.#grow(token.length);
    this.#content += token;
    return this.format.write('token', { token, index: ++this.#tokens });
  }

  #calls(deltas: readonly unknown[]): string {
    let events = '';
    for (const delta of deltas) {
      const call = this.#toolCalls.add(delta);
      if (call === undefined) continue;
      this.#grow(call.arguments.length);
      events += this.format.write('tool_call', call);
    }
    return events;
  }

  /** What is told with the message alone. */
  #keep(kept: unknown[], given: unknown): void {
    if (!Array.isArray(given) || given.length === 0) return;
    this.#grow(JSON.stringify(given).length);
    for (const one of given as readonly unknown[]) kept.push(one);
  }

  #keepNeeded({
    reasoning_details: details,
    thinking_blocks: blocks,
    provider_fields: fields,
  }: NeededFields): void {
    if (details !== undefined) {
      this.#grow(JSON.stringify(details).length);
      this.#details.add(details);
    }
    if (blocks !== undefined) {
      this.#grow(JSON.stringify(blocks).length);
      this.#thinking.add(blocks);
    }
    if (fields === undefined) return;
    this.#grow(JSON.stringify(fields).length);
    this.#providerFields = fields;
  }

  #grow(characters: number): void {
    this.#size += characters;
    if (this.#size <= this.maxSize) return;
    throw new GatewayError(
      'PROVIDER_ERROR',
      'The answer is larger than the largest that this route puts together.',
      {
        upstreamFailure: 'frame_too_large',
      },
    );
  }
}

/** The delta of the first choice: a call of these routes has one. */
function deltaOf(chunk: unknown): JsonObject | undefined {
  if (!isObject(chunk) || !Array.isArray(chunk['choices'])) return undefined;
  const choice: unknown = chunk['choices'].find((one) => isObject(one) && (one['index'] ?? 0) === 0);
  return isObject(choice) && isObject(choice['delta']) ? choice['delta'] : undefined;
}
