import type { JsonObject } from '../../json/json-object';
import type { AnswerEvents, AudioPiece, Finish, TokenLogprob, ToolCallStart } from './answer-events';
import type { RanCode } from './code-execution';
import type { Maker, Signature } from './content-part';
import type { TokenUsage } from './token-usage';
import type { MadeSearch, WebCitation } from './web-search';

/** Hands every event on. What wants another thing done with one of them overrides it. */
export class ForwardedEvents implements AnswerEvents {
  constructor(protected next: AnswerEvents) {}

  start(id: string | undefined, model: string | undefined, maker: Maker): void {
    this.next.start(id, model, maker);
  }

  goesOn(maker: Maker): void {
    this.next.goesOn?.(maker);
  }

  text(piece: string): void {
    this.next.text(piece);
  }

  reasoning(piece: string): void {
    this.next.reasoning(piece);
  }

  refusal(piece: string): void {
    this.next.refusal(piece);
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.next.signature(kind, signature);
  }

  citations(maker: Maker, values: readonly unknown[]): void {
    this.next.citations(maker, values);
  }

  webCitations(values: readonly WebCitation[]): void {
    this.next.webCitations?.(values);
  }

  webSearch(search: MadeSearch): void {
    this.next.webSearch?.(search);
  }

  ranCode(ran: RanCode): void {
    this.next.ranCode?.(ran);
  }

  toolCall(start: ToolCallStart): void {
    this.next.toolCall(start);
  }

  toolArguments(call: number, piece: string): void {
    this.next.toolArguments(call, piece);
  }

  callSignature(call: number, signature: Signature): void {
    this.next.callSignature(call, signature);
  }

  toolCallEnd(call: number): void {
    this.next.toolCallEnd(call);
  }

  blockEnd(): void {
    this.next.blockEnd();
  }

  image(mediaType: string, data: string, signature?: Signature): void {
    this.next.image(mediaType, data, signature);
  }

  audio(piece: AudioPiece): void {
    this.next.audio?.(piece);
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.next.opaque(maker, value);
  }

  logprobs(tokens: readonly TokenLogprob[]): void {
    this.next.logprobs?.(tokens);
  }

  candidate(index: number): AnswerEvents | undefined {
    return this.next.candidate?.(index);
  }

  usage(usage: TokenUsage): void {
    this.next.usage(usage);
  }

  finish(finish: Finish): void {
    this.next.finish(finish);
  }
}
