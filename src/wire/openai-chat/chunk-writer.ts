import type { JsonObject } from '../../json/json-object';
import type { AudioPiece, Finish, TokenLogprob, ToolCallStart } from '../canonical/answer-events';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { AnswerWriter, Asked, Frames } from '../canonical/answer-writer';
import type { Maker, Signature } from '../canonical/content-part';
import { openAiTier } from '../canonical/served-tier';
import type { TokenUsage } from '../canonical/token-usage';
import type { CallForm } from './call-form';
import type { ChatChunk, ChatImage } from './chat-types';
import { chatFinishReason } from './finish-reason';
import { chatLogprobs } from './logprobs';
import { AnswerLayout } from './provider-fields/answer-layout';
import type { KeptFields } from './provider-fields/kept-fields';
import { callExtraContent, providerFields, thinkingBlock } from './provider-fields/written-fields';
import type { WebCitation } from '../canonical/web-search';
import { audioExpiry, audioId } from './spoken';
import { chatUsage } from './usage';
import { annotation } from './web-search';

const REST = ',"finish_reason":null}]}\n\n';

/**
 * Writes a stream of Chat Completions chunks. The parts that all chunks have in common are put together once, and of each
 * chunk only what is new is made into JSON.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export class ChatChunkWriter implements AnswerWriter {
  written = 0;
  /** Every piece has a chunk here. */
  readonly holding = false;
  #text = '';
  #pending = 0;
  #head = '';
  #id = 'chatcmpl-unknown';
  #model: string;
  readonly #created: number;
  #roleSent = false;
  #images = 0;
  /** The id of what is spoken. */
  #audio: string | undefined;
  readonly #layout = new AnswerLayout();
  /** Ids of the calls, for what is told of one later. */
  readonly #calls: string[] = [];
  /** Writers of further answers to the request, which write into this one's frames. */
  readonly #candidates = new Map<number, ChatChunkWriter>();
  #maker: Maker = '';
  /** The text of the reasoning that is open: anyone who signs it signs all of it. */
  #reasoning = '';
  /** UTF-16 units of the content so far, and before the block of it that is open. */
  #units = 0;
  #blockStart = 0;

  /**
   * @param summary what is learnt of the answer is written into it
   * @param kept keeps what a provider needs back
   * @param form how calls are written
   * @param other where this is another answer to the request: its number, and the writer of the first one
   */
  constructor(
    private readonly asked: Asked,
    private readonly summary: AnswerSummary,
    private readonly kept?: KeptFields,
    private readonly form: CallForm = 'tools',
    private readonly other?: { readonly index: number; readonly of: ChatChunkWriter },
  ) {
    this.#model = asked.model;
    this.#created = asked.createdAt ?? Math.floor(Date.now() / 1000);
    this.#makeHead();
  }

  start(id: string | undefined, model: string | undefined, maker: Maker): void {
    if (id !== undefined) this.#id = id;
    if (model !== undefined) this.summary.model = this.#model = model.slice(0, 256);
    this.#maker = maker;
    this.#layout.start(maker);
    this.#makeHead();
  }

  candidate(index: number): ChatChunkWriter {
    let writer = this.#candidates.get(index);
    if (writer === undefined) {
      const asked = { ...this.asked, createdAt: this.#created };
      const summary = { model: undefined, finishReason: undefined, usage: undefined };
      writer = new ChatChunkWriter(asked, summary, this.kept, this.form, { index, of: this });
      writer.start(this.#id, this.#model, this.#maker);
      this.#candidates.set(index, writer);
    }
    return writer;
  }

  logprobs(tokens: readonly TokenLogprob[]): void {
    const logprobs = JSON.stringify(chatLogprobs(tokens));
    this.#write(`${this.#head}${this.#role('')}},"logprobs":${logprobs}${REST}`);
  }

  text(piece: string): void {
    if (piece === '') return;
    this.#layout.text(piece.length);
    this.#units += piece.length;
    this.#add(`"content":${JSON.stringify(piece)}`);
  }

  /** Extension field `reasoning_content`, as DeepSeek's API has it: https://api-docs.deepseek.com/guides/reasoning_model */
  reasoning(piece: string): void {
    if (piece === '') return;
    this.#reasoning += piece;
    this.#blockStart = this.#units;
    this.#layout.reasoning(piece);
    this.#add(`"reasoning_content":${JSON.stringify(piece)}`);
  }

  refusal(piece: string): void {
    if (piece !== '') this.#add(`"refusal":${JSON.stringify(piece)}`);
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.#layout.signature(kind, signature);
    if (kind !== 'reasoning') return;
    const block = thinkingBlock(this.#reasoning, signature);
    this.#reasoning = '';
    if (block !== undefined) this.#add(`"thinking_blocks":[${JSON.stringify(block)}]`);
  }

  citations(maker: Maker, values: readonly unknown[]): void {
    this.#layout.citations(maker, values);
  }

  webCitations(values: readonly WebCitation[]): void {
    const block = { from: this.#blockStart, to: this.#units };
    const annotations = values.map((value) => annotation(value, block));
    this.#add(`"annotations":${JSON.stringify(annotations)}`);
  }

  toolCall(start: ToolCallStart): void {
    if (this.form === 'function' && start.call > 0) return;
    this.#blockStart = this.#units;
    this.#layout.toolCall(start);
    this.#calls[start.call] = start.id;
    const called =
      start.tool === 'custom'
        ? `"type":"custom","custom":{"name":${JSON.stringify(start.name)},"input":""}`
        : `"type":"function","function":{"name":${JSON.stringify(start.name)},"arguments":""}`;
    const extra = callExtraContent(start.signature);
    const fields = extra === undefined ? '' : `,"extra_content":${JSON.stringify(extra)}`;
    if (this.form === 'function') {
      this.#add(`"function_call":{"name":${JSON.stringify(start.name)},"arguments":""${fields}}`);
      return;
    }
    this.#add(`"tool_calls":[{"index":${start.call},"id":${JSON.stringify(start.id)},${called}${fields}}]`);
    this.#custom[start.call] = start.tool === 'custom';
  }

  toolArguments(call: number, piece: string): void {
    if (piece === '') return;
    if (this.form === 'function') {
      if (call === 0) this.#add(`"function_call":{"arguments":${JSON.stringify(piece)}}`);
      return;
    }
    const field =
      this.#custom[call] === true
        ? `"custom":{"input":${JSON.stringify(piece)}}`
        : `"function":{"arguments":${JSON.stringify(piece)}}`;
    this.#add(`"tool_calls":[{"index":${call},${field}}]`);
  }

  callSignature(call: number, signature: Signature): void {
    const id = this.#calls[call];
    if (id === undefined) return;
    this.#layout.callSignature(id, signature);
    const extra = callExtraContent(signature);
    if (extra === undefined) return;
    const field = `"extra_content":${JSON.stringify(extra)}`;
    this.#add(
      this.form === 'function' ? `"function_call":{${field}}` : `"tool_calls":[{"index":${call},${field}}]`,
    );
  }

  toolCallEnd(_call: number): void {
    // A call needs no end on this wire.
  }

  blockEnd(): void {
    this.#reasoning = '';
    this.#blockStart = this.#units;
    this.#layout.blockEnd();
  }

  /** Extension field `images`, as OpenRouter has it: https://openrouter.ai/docs/features/multimodal/image-generation */
  image(mediaType: string, data: string, signature?: Signature): void {
    const index = this.#images++;
    this.#layout.image(index, signature);
    const image: ChatImage = {
      type: 'image_url',
      index,
      image_url: { url: `data:${mediaType};base64,${data}` },
    };
    this.#add(`"images":[${JSON.stringify(image)}]`);
  }

  /** Format: https://platform.openai.com/docs/guides/audio (streaming) */
  audio({ data, transcript }: AudioPiece): void {
    this.#audio ??= audioId();
    const said = transcript === '' ? '' : `,"transcript":${JSON.stringify(transcript)}`;
    const sound = data === '' ? '' : `,"data":${JSON.stringify(data)}`;
    this.#add(`"audio":{"id":"${this.#audio}"${said}${sound}}`);
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.#layout.opaque(maker, value);
  }

  usage(usage: TokenUsage): void {
    this.summary.usage = usage;
  }

  finish({ reason, details }: Finish): void {
    if (this.summary.finishReason !== undefined) return;
    const fields = providerFields(this.#layout, details);
    if (this.#calls.length > 0 && this.form === 'tools') this.#keep();
    if (this.#audio !== undefined) this.#add(`"audio":{"id":"${this.#audio}","expires_at":${audioExpiry()}}`);
    if (fields !== undefined) this.#add(`"provider_fields":${JSON.stringify(fields)}`);
    const finishReason = chatFinishReason(reason, this.form);
    this.summary.finishReason = finishReason;
    this.#write(`${this.#head}${this.#role('')}},"finish_reason":"${finishReason}"}]}\n\n`);
  }

  end(usage: TokenUsage): void {
    if (!this.asked.usageWanted) return;
    const tier = openAiTier(usage);
    const chunk: ChatChunk = {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices: [],
      usage: chatUsage(usage),
      ...(tier === undefined ? {} : { service_tier: tier }),
    };
    this.#text += `data: ${JSON.stringify(chunk)}\n\n`;
    this.#pending++;
  }

  take(): Frames | undefined {
    if (this.#pending === 0) return undefined;
    const frames = { text: this.#text, count: this.#pending };
    this.#text = '';
    this.#pending = 0;
    return frames;
  }

  readonly #custom: boolean[] = [];

  #keep(): void {
    const { needed } = this.#layout;
    if (needed !== undefined) this.kept?.keep(this.#calls, needed);
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
    if (this.other !== undefined) {
      this.other.of.#write(frame);
      return;
    }
    this.#text += frame;
    this.#pending++;
    this.written++;
  }

  #makeHead(): void {
    this.#head =
      `data: {"id":${JSON.stringify(this.#id)},"object":"chat.completion.chunk","created":${this.#created},` +
      `"model":${JSON.stringify(this.#model)},"choices":[{"index":${this.other?.index ?? 0},"delta":{`;
  }
}
