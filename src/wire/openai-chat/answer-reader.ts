import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { lookup } from '../../json/lookup';
import { parsedObject } from '../../json/parsed-object';
import { readDataUrl } from '../canonical/data-url';
import { readChatLogprobs } from './logprobs';
import { OtherCandidates } from '../canonical/other-candidates';
import { PCM16 } from '../canonical/speech';
import { webCitation } from '../canonical/web-search';
import type { AnswerEvents, FinishReason } from '../canonical/answer-events';
import { DETAILS_MAKER, detailsText, ReasoningDetails } from './reasoning-details';
import { ExecutedTools } from './executed-tools';
import { PieceForm } from './piece-form';
import type { PiecePlace } from './piece-place';
import { madeCallId } from '../canonical/made-call-id';

const REASONS = lookup<FinishReason>({
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
});
const MAKER = 'openai';
const NONE: readonly never[] = [];
const DATA_START = 'data: '.length;
const FRAME_END = Buffer.from('\n\n');

/** A call whose arguments are arriving. */
interface OpenCall {
  /** Counts the answer's calls from 0. */
  readonly call: number;
  readonly id: string;
}

/**
 * Reads a Chat Completions answer: the chunks of a stream, or a whole one. Choices but the first are further candidates.
 * Arguments of several calls may arrive interleaved, and nothing says where one ends, so all of them end with the answer.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export class ChatAnswerReader {
  #started = false;
  #finished = false;
  #reason: FinishReason | undefined;
  #stopSequence: string | undefined;
  #calls = 0;
  readonly #open = new Map<unknown, OpenCall>();
  /** Undefined while none has come. */
  #details: ReasoningDetails | undefined;
  /** Pages that the upstream's own search found, whichever of its texts rests on them; undefined while none were told. */
  #found: readonly unknown[] | undefined;
  #cites = false;
  /** Undefined while none has come. */
  #executed: ExecutedTools | undefined;
  readonly #form = new PieceForm();
  readonly #others: OtherCandidates<ChatAnswerReader>;

  /** @param stops the texts at which the answer was to end: some upstreams tell which one it was */
  constructor(
    private readonly out: AnswerEvents,
    private readonly stops: readonly unknown[] = NONE,
  ) {
    this.#others = new OtherCandidates(out, (of) => new ChatAnswerReader(of, stops));
  }

  /** Takes a chunk, or a whole completion. */
  take(answer: JsonObject): void {
    const choices = answer['choices'];
    if (!this.#started && begins(answer, choices)) this.#start(answer);
    // Perplexity's, and those of xAI's search: https://docs.perplexity.ai/api-reference/chat-completions-post
    const found = answer['search_results'] ?? answer['citations'];
    if (Array.isArray(found)) this.#found = found;
    for (const choice of objectsIn(choices)) {
      const { index } = choice;
      const reader = typeof index === 'number' && index > 0 ? this.#others.at(index) : this;
      if (reader !== undefined) reader.#choice(choice);
    }
  }

  /** Takes whole frames of a stream, each `data: {…}` and a blank line; one that holds no object is left out. */
  frames(frames: Buffer): void {
    for (let at = 0; at < frames.length;) {
      const place = this.#form.fits(frames, at);
      if (place === undefined) at = this.#frame(frames, at);
      else {
        this.#piece(place, this.#form.piece(frames));
        at = this.#form.end;
      }
    }
  }

  /** Reads a frame of which nothing is known. @returns where it ends */
  #frame(frames: Buffer, at: number): number {
    const found = frames.indexOf(FRAME_END, at);
    const end = found < 0 ? frames.length : found + FRAME_END.length;
    const chunk = parsedObject(frames.toString('utf8', at + DATA_START, end));
    if (chunk === undefined) return end;
    this.take(chunk);
    if (this.#form.missed()) this.#form.learn(frames.subarray(at, end), chunk);
    return end;
  }

  /** What {@link take} does with a chunk that says a piece and nothing else. */
  #piece({ kind, call }: PiecePlace, text: string): void {
    if (text === '') return;
    if (kind === 'text') this.out.text(text);
    else if (kind === 'reasoning') this.out.reasoning(text);
    else {
      const open = this.#open.get(call);
      if (open !== undefined) this.out.toolArguments(open.call, text);
    }
  }

  #choice(choice: JsonObject): void {
    const said = choice['delta'] ?? choice['message'];
    if (isObject(said)) this.#message(said);
    const logprobs = this.out.logprobs === undefined ? [] : readChatLogprobs(choice['logprobs']);
    if (logprobs.length > 0) this.out.logprobs?.(logprobs);
    const reason = choice['finish_reason'];
    if (typeof reason !== 'string' || reason === '') return;
    this.#reason ??= REASONS[reason] ?? 'stop';
    if (this.#reason === 'stop') this.#stopSequence = this.#stopIn(choice);
  }

  /** The answer is whole. */
  end(): void {
    if (this.#finished) return;
    this.#finished = true;
    for (const other of this.#others.all) other.end();
    if (this.#executed !== undefined) this.#foundBesides(this.#executed.end());
    if (this.#found !== undefined && !this.#cites) this.#cite(this.#found);
    this.#endCalls();
    this.#tellDetails();
    // Some upstreams say `stop` after tool calls.
    const reason = this.#calls > 0 && this.#reason === 'stop' ? 'tool_calls' : (this.#reason ?? 'stop');
    const stopSequence = reason === 'stop' ? this.#stopSequence : undefined;
    this.out.finish(stopSequence === undefined ? { reason } : { reason: 'stop_sequence', stopSequence });
  }

  /** vLLM's `stop_reason` and SGLang's `matched_stop`: the text, or the token's number where the model ended by itself. */
  #stopIn({ stop_reason: vllm, matched_stop: sglang }: JsonObject): string | undefined {
    const told = vllm ?? sglang;
    return typeof told === 'string' && this.stops.includes(told) ? told : undefined;
  }

  #start({ id, model }: JsonObject): void {
    this.#started = true;
    this.out.start(textOf(id) || undefined, textOf(model) || undefined, MAKER);
  }

  #message(said: JsonObject): void {
    if (said['executed_tools'] !== undefined) {
      this.#executed ??= new ExecutedTools(this.out);
      this.#foundBesides(this.#executed.add(objectsIn(said['executed_tools'])));
    }
    const details: readonly JsonObject[] =
      said['reasoning_details'] === undefined ? NONE : objectsIn(said['reasoning_details']);
    const reasoning = textOf(said['reasoning_content']) || textOf(said['reasoning']) || detailsText(details);
    if (reasoning !== '') this.out.reasoning(reasoning);
    if (details.length > 0) (this.#details ??= new ReasoningDetails()).add(details);
    for (const block of objectsIn(said['thinking_blocks'])) this.#thinkingBlock(block);
    const text = textOf(said['content']);
    if (text !== '') this.out.text(text);
    const { annotations } = said;
    if (Array.isArray(annotations) && annotations.length > 0) this.#cite(annotations);
    const refusal = textOf(said['refusal']);
    if (refusal !== '') this.out.refusal(refusal);
    for (const image of objectsIn(said['images'])) this.#image(image);
    if (isObject(said['audio'])) this.#spoken(said['audio']);
    for (const call of objectsIn(said['tool_calls'])) this.#toolCall(call);
    // The form of answers to `functions`; there is one call at the most.
    const { function_call: called } = said;
    if (isObject(called)) {
      const { extra_content: extra } = called;
      this.#toolCall({ index: 'function', function: called, extra_content: extra });
    }
  }

  #foundBesides(pages: readonly unknown[]): void {
    if (pages.length > 0) this.#found = [...(this.#found ?? []), ...pages];
  }

  /** Their indexes count in the whole content. */
  #cite(annotations: readonly unknown[]): void {
    const pages = annotations.flatMap((annotation) =>
      webCitation(typeof annotation === 'string' ? { url: annotation } : annotation, 0),
    );
    if (pages.length === 0) return;
    this.#cites = true;
    this.out.webCitations?.(pages);
  }

  /** What was told of the reasoning by now, for the upstream alone. */
  #tellDetails(): void {
    const told = this.#details?.take();
    if (told !== undefined) this.out.opaque(DETAILS_MAKER, told);
  }

  /** LiteLLM's; its text is `reasoning_content` too. https://docs.litellm.ai/docs/reasoning_content */
  #thinkingBlock(block: JsonObject): void {
    const signature = textOf(block['signature']);
    if (block['type'] === 'redacted_thinking') this.out.opaque('anthropic', block);
    else if (signature !== '') this.out.signature('reasoning', { maker: 'anthropic', value: signature });
  }

  #image({ image_url: image }: JsonObject): void {
    const data = isObject(image) ? readDataUrl(textOf(image['url'])) : undefined;
    if (data !== undefined) this.out.image(data.mediaType ?? 'image/png', data.data);
  }

  /** Callers of other wires are answered in samples; see `speechFields`. */
  #spoken({ data, transcript }: JsonObject): void {
    const piece = { mediaType: PCM16, data: textOf(data), transcript: textOf(transcript) };
    if (piece.data !== '' || piece.transcript !== '') this.out.audio?.(piece);
  }

  /** Calls are told apart by their index, and by their ids where an upstream gives two calls one index. */
  #toolCall(call: JsonObject): void {
    const called = isObject(call['function']) ? call['function'] : call['custom'];
    const fields = isObject(called) ? called : {};
    const key = call['index'] ?? (textOf(call['id']) || this.#calls - 1);
    let open = this.#open.get(key);
    const id = textOf(call['id']);
    const name = textOf(fields['name']);
    if (name !== '' && (open === undefined || (id !== '' && id !== open.id))) {
      this.#tellDetails();
      open = { call: this.#calls++, id: id || madeCallId() };
      this.#open.set(key, open);
      const tool = isObject(call['custom']) ? 'custom' : 'function';
      this.out.toolCall({ call: open.call, id: open.id, name, tool, signature: googleSignature(call) });
    } else if (open !== undefined) {
      const signature = googleSignature(call);
      if (signature !== undefined) this.out.callSignature(open.call, signature);
    }
    const piece = textOf(fields['arguments']) || textOf(fields['input']);
    if (open !== undefined && piece !== '') this.out.toolArguments(open.call, piece);
  }

  #endCalls(): void {
    for (const { call } of this.#open.values()) this.out.toolCallEnd(call);
    this.#open.clear();
  }
}

/** Azure tells first what its filters say of the prompt, in a chunk without choices that names neither answer nor model. */
function begins({ id, model }: JsonObject, choices: unknown): boolean {
  return Array.isArray(choices) && (choices.length > 0 || textOf(id) !== '' || textOf(model) !== '');
}

/** Source: https://ai.google.dev/gemini-api/docs/thought-signatures (OpenAI compatibility) */
function googleSignature({ extra_content: extra }: JsonObject): { maker: string; value: string } | undefined {
  const google = isObject(extra) ? extra['google'] : undefined;
  const value = isObject(google) ? textOf(google['thought_signature']) : '';
  return value === '' ? undefined : { maker: 'google', value };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
