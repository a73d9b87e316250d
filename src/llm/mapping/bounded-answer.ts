import type { JsonObject } from '../../json/json-object';
import { MAX_FRAME_BYTES } from '../../sse/sse-frame.reader';
import { answerOverLimit, MAX_ANSWER_BYTES } from '../../upstream/answer-limit';
import type {
  AnswerEvents,
  AudioPiece,
  TokenLogprob,
  ToolCallStart,
} from '../../wire/canonical/answer-events';
import type { RanCode } from '../../wire/canonical/code-execution';
import type { Maker, Signature } from '../../wire/canonical/content-part';
import type { MadeSearch } from '../../wire/canonical/web-search';
import type { AnswerFacts } from '../llm-adapter';
import { CallersToolNames } from './callers-tool-names';

/** Up to this much is not counted with the memory for bodies: the longest answers of models are shorter. */
const UNCOUNTED_BYTES = 1024 * 1024;
/** A frame may be that large, and say nothing until it ends. */
const MAX_SILENT_BYTES = 2 * MAX_FRAME_BYTES;
/** What a call or a block takes besides what it says. */
const CALL_BYTES = 1024;
const BLOCK_BYTES = 256;
/** What a token takes, and each that could have come in its place. */
const LOGPROB_BYTES = 64;

/**
 * Counts what a door's writer may have to keep of a streamed answer until its end (a Responses answer is told once more as
 * a whole), and ends one that is over the limit of a whole answer, or says nothing for too long: an upstream that never
 * stops would take the process.
 */
export class BoundedAnswer extends CallersToolNames {
  #toldBytes = 0;
  #silentBytes = 0;

  /** @param held what all candidates of the answer take together */
  constructor(
    next: AnswerEvents,
    facts: Pick<AnswerFacts, 'toolNames' | 'fieldNames'>,
    protected readonly held = { bytes: 0 },
  ) {
    super(next, facts);
  }

  /** What is to be counted with the memory for bodies. */
  get heldBytes(): number {
    return Math.max(0, this.held.bytes - UNCOUNTED_BYTES);
  }

  /** So many bytes of the upstream have been read. @throws GatewayError PROVIDER_ERROR for too many that told nothing */
  read(bytes: number): void {
    this.#silentBytes = this.held.bytes === this.#toldBytes ? this.#silentBytes + bytes : 0;
    this.#toldBytes = this.held.bytes;
    if (this.#silentBytes > MAX_SILENT_BYTES) throw answerOverLimit();
  }

  override text(piece: string): void {
    this.#hold(piece.length);
    super.text(piece);
  }

  override reasoning(piece: string): void {
    this.#hold(piece.length);
    super.reasoning(piece);
  }

  override refusal(piece: string): void {
    this.#hold(piece.length);
    super.refusal(piece);
  }

  override signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.#hold(signature.value.length + BLOCK_BYTES);
    super.signature(kind, signature);
  }

  override citations(maker: Maker, values: readonly unknown[]): void {
    this.#hold(JSON.stringify(values).length);
    super.citations(maker, values);
  }

  override webSearch(search: MadeSearch): void {
    this.#hold(JSON.stringify(search).length);
    super.webSearch(search);
  }

  override ranCode(ran: RanCode): void {
    this.#hold(JSON.stringify(ran).length);
    super.ranCode(ran);
  }

  override toolCall(start: ToolCallStart): void {
    this.#hold(start.id.length + start.name.length + CALL_BYTES);
    super.toolCall(start);
  }

  override toolArguments(call: number, piece: string): void {
    this.#hold(piece.length);
    super.toolArguments(call, piece);
  }

  override callSignature(call: number, signature: Signature): void {
    this.#hold(signature.value.length);
    super.callSignature(call, signature);
  }

  override blockEnd(): void {
    this.#hold(BLOCK_BYTES);
    super.blockEnd();
  }

  override image(mediaType: string, data: string, signature?: Signature): void {
    this.#hold(data.length);
    super.image(mediaType, data, signature);
  }

  override audio(piece: AudioPiece): void {
    this.#hold(piece.data.length + piece.transcript.length);
    super.audio(piece);
  }

  override opaque(maker: Maker, value: JsonObject): void {
    this.#hold(JSON.stringify(value).length);
    super.opaque(maker, value);
  }

  override logprobs(tokens: readonly TokenLogprob[]): void {
    for (const { others } of tokens) this.#hold((1 + others.length) * LOGPROB_BYTES);
    super.logprobs(tokens);
  }

  override candidate(index: number): AnswerEvents | undefined {
    const candidate = this.next.candidate?.(index);
    return candidate && new BoundedAnswer(candidate, this.facts, this.held);
  }

  #hold(bytes: number): void {
    this.held.bytes += bytes;
    if (this.held.bytes > MAX_ANSWER_BYTES) throw answerOverLimit();
  }
}
