import type { GatewayError } from '../../../errors/gateway-error';
import { MAX_FRAME_BYTES, SseFrameReader } from '../../../sse/sse-frame.reader';
import { editJson } from '../../../json/json-edit';
import { isObject } from '../../../json/json-object';
import type { UpstreamAnswer } from '../../../upstream/upstream-exchange';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { JsonObject } from '../../../json/json-object';
import type { LlmCall, StreamSink } from '../../llm-adapter';
import { StreamIntake } from '../../stream-intake';
import { estimatedUsage } from '../../call-estimate';
import {
  choicesOf,
  dataOf,
  finishFrame,
  frameOf,
  isEmptyChoice,
  looksLikeObject,
  parseFrame,
  usageFrame,
  withoutUsage,
  withUsage,
} from './chunk';
import { errorWithin } from './error-within';
import { readErrorObject } from './errors';
import type { ProviderErrorBody } from './errors';
import { isNoReason, readFinishReason } from './finish-reason';
import { needsParsing } from './frame-marks';
import { ownUsage, readUsage, usageOf } from './usage';
import { PICTURES, picturesIn, withPictures } from './answer-pictures';
import { SaidCharacters } from './said-characters';
import { servedTier } from '../../../wire/canonical/served-tier';
import { eventsOf } from './other-framing';
import { AnswerHead } from './answer-head';
import { AnswerRepair } from './answer-repair';
import { earlierCallIds } from './earlier-calls';
import { answerRewrite, replaceFinishReasons } from './answer-rewrite';
import type { AnswerRewrite } from './answer-rewrite';
import type { AnswerQuirks } from './vendor';
import { withoutTrailing } from '../../../config/without-trailing';
import { PieceForm } from '../../../wire/openai-chat/piece-form';

const LEAST_PICTURE_BYTES = 512;
const DATA_START = 'data: '.length;
const FRAME_END = '\n\n'.length;
const NO_CHOICES = { choices: [] };
/** To look for marks in so many frames takes as long as to learn the form of one. */
const FRAMES_AHEAD = 10;
const DONE = Buffer.from('data: [DONE]\n\n');

/**
 * Passes a Chat Completions stream on as the bytes in which it came, many frames at a time. A frame is parsed only when
 * a search finds in it what is needed here.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export class ChatStreamReader extends StreamIntake {
  /** `[DONE]` has come: what follows it is dropped. */
  #done = false;
  #delivered = 0;
  readonly #said = new SaidCharacters();
  /** Pictures that have come. */
  #pictures = 0;
  /** The last usage chunk, held back until the end because upstreams may send several. */
  #usageFrame: Buffer | undefined;
  /** The first chunk that names the answer; Azure sends one about the prompt's filters before it. */
  #first: JsonObject | undefined;
  /** What every chunk has, once {@link #first} has come. */
  #head: AnswerHead | undefined;
  /** Until each choice has begun, and to the end where one has no index or lacks what every chunk has: so do all others. */
  #readsAll = true;
  /** Choices that were asked for. */
  readonly #asked: number;
  readonly #rewrite: AnswerRewrite | undefined;
  readonly #repair: AnswerRepair;
  /** Of a chunk that passed as it was, with none since then that was looked at and is of another form: the like of it pass as well. */
  readonly #form = new PieceForm();
  readonly #frames = new SseFrameReader((frame, event) => this.#look(frame, event), MAX_FRAME_BYTES, {
    knownEnd: (bytes, start) => {
      const form = this.#form;
      if (form.fits(bytes, start) === undefined) return -1;
      this.#said.addKnown(form.pieceBytes);
      return form.end;
    },
    needsLook: (bytes, start, end) => {
      const needsLook =
        this.#done ||
        this.#readsAll ||
        needsParsing(bytes, start, end) ||
        mayHavePictures(bytes, start, end) ||
        this.#rewrite?.applies(bytes, start, end) === true;
      if (!needsLook) {
        this.#said.addUnread(bytes, start, end);
        const isWorth = this.#rewrite !== undefined || bytes.length - end > (end - start) * FRAMES_AHEAD;
        if (isWorth && this.#form.missed()) this.#form.learnPassing(bytes.subarray(start, end + FRAME_END));
      }
      return needsLook;
    },
    take: (run, count) => {
      this.#push(run, count);
    },
  });

  constructor(
    call: LlmCall,
    sink: StreamSink,
    private readonly errorFrom: (error: ProviderErrorBody) => GatewayError,
    private readonly quirks?: AnswerQuirks,
    customTools?: ReadonlySet<string>,
  ) {
    super(call, sink, 'text/event-stream');
    const { n } = call.body;
    this.#asked = typeof n === 'number' ? n : 1;
    this.#repair = new AnswerRepair(() => earlierCallIds(call.body), customTools);
    this.#rewrite = answerRewrite(quirks, 'stream');
  }

  get heldBytes(): number {
    return this.#frames.heldBytes + (this.sink.heldBytes ?? 0);
  }

  /** Takes a stream whose head does not say that it is one, or a whole answer. @returns false for anything else */
  takeOther({ status, headers, body }: UpstreamAnswer): boolean {
    const events = status === 200 ? eventsOf(body) : undefined;
    if (events === undefined) return false;
    this.takeEvents(headers, events);
    return true;
  }

  /** Frameworks send a stream as text, or without any type, where nobody tells them one; OpenAI's SDKs do not look at it. */
  protected override isStream(contentType: string | undefined): boolean {
    return contentType === undefined || contentType.startsWith('text/plain') || super.isStream(contentType);
  }

  protected get complete(): boolean {
    return this.#done;
  }

  /**
   * The upstream has ended its stream. Delivers the usage chunk when the caller asked for one.
   * @throws GatewayError PROVIDER_ERROR when the answer was not complete: neither `[DONE]` nor a finish reason came; or when
   * nothing came but `[DONE]`.
   */
  end(): void {
    const { facts } = this.call;
    this.takeRest();
    if (!this.#done) this.#frames.end();
    this.#count();
    if (!this.#done && facts.finishReason === undefined) {
      throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
    }
    if (this.#first === undefined)
      throw upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
    this.#finish();
    if (facts.usage === undefined) {
      facts.usage = estimatedUsage(this.call, { frames: this.#delivered, characters: facts.characters });
      this.#usageFrame = undefined;
    }
    this.#notePictures(0);
    if (!this.call.usageWanted) return;
    this.#push(this.#usageFrame ?? usageFrame(this.#first, facts, this.call.model), 1);
  }

  /** Some servers end an answer with `[DONE]` alone: clients wait for a reason. */
  #finish(): void {
    const { facts, model } = this.call;
    if (facts.finishReason !== undefined || this.#first === undefined) return;
    facts.finishReason = this.#repair.endReason;
    this.#push(finishFrame(this.#first, facts, model), 1);
  }

  protected take(bytes: Buffer): void {
    try {
      this.#frames.push(bytes);
    } finally {
      this.#count();
    }
  }

  #count(): void {
    this.call.facts.characters = this.#said.total;
  }

  /** Answers with what goes to the caller in place of the frame. */
  #look(given: Buffer, event: string): Buffer | undefined {
    if (this.#done) return undefined;
    this.#form.forget();
    if (!looksLikeObject(given)) {
      return this.#lookAtOther(given, event);
    }
    const rewritten = this.#rewritten(given);
    const chunk = parseFrame(rewritten);
    if (chunk === undefined) {
      this.call.facts.skippedFrames++;
      return undefined;
    }
    this.#said.addParsed(chunk);
    if (mayHavePictures(rewritten, 0, rewritten.length)) this.#notePictures(picturesIn(chunk));
    const error = errorWithin(chunk) ?? (event === 'error' ? chunk : undefined);
    if (error !== undefined) throw this.errorFrom(readErrorObject(error));
    if (this.#first === undefined) this.#readFirst(chunk);
    const frame = this.#withHead(rewritten, chunk);
    const isUsual = frame === rewritten && hasIndexedChoice(chunk);
    const usage = usageOf(chunk);
    const repaired = this.#repaired(this.#readFinish(frame, chunk), chunk);
    if (this.#readsAll) this.#readsAll = !isUsual || this.#repair.begun < this.#asked;
    if (repaired === undefined && usage === undefined) return undefined;
    const kept = repaired ?? frameOf(editJson(dataOf(frame), chunk, NO_CHOICES));
    if (usage !== undefined) return this.#readUsage(kept, chunk, usage);
    if (kept === given && !this.#readsAll && this.#form.missed())
      this.#form.learn(given.subarray(DATA_START), chunk);
    return kept;
  }

  /** The frame with what every chunk has; the same one where it lacks nothing. Changes `chunk` too. */
  #withHead(frame: Buffer, chunk: Record<string, unknown>): Buffer {
    const lacked = this.#head?.lackedBy(chunk);
    if (lacked === undefined) return frame;
    const whole = frameOf(editJson(dataOf(frame), chunk, lacked));
    Object.assign(chunk, lacked);
    return whole;
  }

  /** The frame with choices as the standard has them; undefined where nothing is left of them. Changes `chunk` too. */
  #repaired(frame: Buffer, chunk: Record<string, unknown>): Buffer | undefined {
    const { choices } = chunk;
    if (!Array.isArray(choices)) {
      // Clients walk through the list of every chunk.
      const listed = frameOf(editJson(dataOf(frame), chunk, NO_CHOICES));
      chunk['choices'] = [];
      return listed;
    }
    const repaired = this.#repair.chunk(choices);
    for (const choice of repaired) {
      const reason = isObject(choice) ? choice['finish_reason'] : undefined;
      if (reason === 'tool_calls') this.call.facts.finishReason = reason;
      else if (typeof reason === 'string') this.call.facts.finishReason ??= reason;
    }
    if (repaired === choices) return frame;
    chunk['choices'] = repaired;
    return repaired.length === 0 ? undefined : frameOf(editJson(dataOf(frame), chunk, { choices: repaired }));
  }

  /** The same frame where the vendor's chunks need no rewriting. */
  #rewritten(frame: Buffer): Buffer {
    if (this.#rewrite?.applies(frame, 0, frame.length) !== true) return frame;
    return frameOf(this.#rewrite.rewrite(dataOf(frame)));
  }

  #notePictures(more: number): void {
    const { facts } = this.call;
    this.#pictures += more;
    if (facts.usage !== undefined) facts.usage = withPictures(facts.usage, this.#pictures);
  }

  /** What does not begin and end as an object: the end of the stream, an object between blanks, or nonsense. */
  #lookAtOther(frame: Buffer, event: string): Buffer | undefined {
    if (frame.equals(DONE)) {
      this.#done = true;
      return undefined;
    }
    const text = dataOf(frame).toString('utf8');
    const trimmed = withoutTrailing(text.replace(/^[ \t]+/, ''), ' \t');
    if (trimmed.length < text.length) return this.#look(frameOf(Buffer.from(trimmed)), event);
    this.call.facts.skippedFrames++;
    return undefined;
  }

  #push(frames: Buffer, count: number): void {
    this.#delivered += count;
    if (!this.sink.push(frames, count)) this.fallBehind();
  }

  #readFirst(chunk: JsonObject): void {
    const model = chunk['model'];
    if (choicesOf(chunk).length === 0 && (model === '' || model === undefined)) return;
    this.#first = chunk;
    this.#head = new AnswerHead(chunk, 'chat.completion.chunk', this.call.model);
    if (typeof model === 'string' && model !== '') this.call.facts.model = model.slice(0, 256);
  }

  /** The frame with its finish reasons in OpenAI's words; an empty one does not count. Changes `chunk` too. */
  #readFinish(frame: Buffer, chunk: JsonObject): Buffer {
    let others = false;
    for (const choice of choicesOf(chunk)) {
      const reason = choice['finish_reason'];
      if (typeof reason !== 'string') continue;
      const read = this.#ownReason(reason);
      if (read === reason) continue;
      choice['finish_reason'] = read;
      others = true;
    }
    return others ? frameOf(replaceFinishReasons(dataOf(frame), this.#ownReason)) : frame;
  }

  readonly #ownReason = (reason: string): string | null =>
    isNoReason(reason) ? null : readFinishReason(reason, this.quirks?.finishReasons);

  /** A chunk with usage: the last sane one counts. One that carries nothing else waits for the end of the stream. */
  #readUsage(frame: Buffer, chunk: JsonObject, counted: unknown): Buffer | undefined {
    const usage = readUsage(counted);
    if (usage !== undefined) {
      const told = { ...usage, ...servedTier(chunk['service_tier']) };
      this.call.facts.usage = withPictures(told, this.#pictures);
    }
    if (!choicesOf(chunk).every(isEmptyChoice)) {
      if (usage !== undefined) this.#usageFrame = undefined;
      return withoutUsage(frame, chunk);
    }
    if (usage !== undefined) this.#usageFrame = withUsage(frame, chunk, ownUsage(counted, usage));
    return undefined;
  }
}

/** A picture is larger than any chunk of text; only what is as large is searched. */
function mayHavePictures(bytes: Buffer, start: number, end: number): boolean {
  return end - start > LEAST_PICTURE_BYTES && bytes.subarray(start, end).includes(PICTURES);
}

function hasIndexedChoice(chunk: JsonObject): boolean {
  const [choice] = choicesOf(chunk);
  return typeof choice?.['index'] === 'number';
}
