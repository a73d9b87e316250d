import type { JsonObject } from '../../json/json-object';
import type {
  AnswerEvents,
  AudioPiece,
  Finish,
  TokenLogprob,
  ToolCallStart,
} from '../canonical/answer-events';
import type { AnswerWriter, Frames } from '../canonical/answer-writer';
import type { RanCode } from '../canonical/code-execution';
import type { Maker, Signature } from '../canonical/content-part';
import type { KeptParts } from './kept-parts';
import { NotedParts } from './noted-parts';
import type { TokenUsage } from '../canonical/token-usage';
import type { MadeSearch, WebCitation } from '../canonical/web-search';

/** A writer that keeps what a provider signed of the answer, before its caller gets to know that the answer is whole. */
export class KeepingWriter implements AnswerWriter {
  readonly #noted = new NotedParts();

  constructor(
    private readonly writer: AnswerWriter,
    private readonly kept: KeptParts,
  ) {}

  get written(): number {
    return this.writer.written;
  }

  get holding(): boolean {
    return this.writer.holding;
  }

  start(id: string | undefined, model: string | undefined, maker: Maker): void {
    this.writer.start(id, model, maker);
  }

  goesOn(maker: Maker): void {
    this.writer.goesOn?.(maker);
  }

  text(piece: string): void {
    if (piece !== '') this.#noted.other();
    this.writer.text(piece);
  }

  logprobs(tokens: readonly TokenLogprob[]): void {
    this.writer.logprobs?.(tokens);
  }

  candidate(index: number): AnswerEvents | undefined {
    return this.writer.candidate?.(index);
  }

  reasoning(piece: string): void {
    this.#noted.reasoning(piece);
    this.writer.reasoning(piece);
  }

  refusal(piece: string): void {
    this.writer.refusal(piece);
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.#noted.signature(kind, signature);
    this.writer.signature(kind, signature);
  }

  citations(maker: Maker, values: readonly unknown[]): void {
    this.writer.citations(maker, values);
  }

  webCitations(values: readonly WebCitation[]): void {
    this.writer.webCitations?.(values);
  }

  webSearch(search: MadeSearch): void {
    this.writer.webSearch?.(search);
  }

  ranCode(ran: RanCode): void {
    this.writer.ranCode?.(ran);
  }

  toolCall(start: ToolCallStart): void {
    this.#noted.toolCall(start);
    this.writer.toolCall(start);
  }

  toolArguments(call: number, piece: string): void {
    this.writer.toolArguments(call, piece);
  }

  callSignature(call: number, signature: Signature): void {
    this.#noted.callSignature(call, signature);
    this.writer.callSignature(call, signature);
  }

  toolCallEnd(call: number): void {
    this.writer.toolCallEnd(call);
  }

  blockEnd(): void {
    this.writer.blockEnd();
  }

  image(mediaType: string, data: string, signature?: Signature): void {
    this.#noted.other();
    this.writer.image(mediaType, data, signature);
  }

  audio(piece: AudioPiece): void {
    this.#noted.other();
    this.writer.audio?.(piece);
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.#noted.opaque(maker, value);
    this.writer.opaque(maker, value);
  }

  usage(usage: TokenUsage): void {
    this.writer.usage(usage);
  }

  finish(finish: Finish): void {
    this.#noted.keepIn(this.kept);
    this.writer.finish(finish);
  }

  take(): Frames | undefined {
    return this.writer.take();
  }

  end(usage: TokenUsage): void {
    this.writer.end(usage);
  }
}
