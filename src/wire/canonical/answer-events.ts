import type { JsonObject } from '../../json/json-object';
import type { RanCode } from './code-execution';
import type { Maker, Signature } from './content-part';
import type { TokenUsage } from './token-usage';
import type { MadeSearch, WebCitation } from './web-search';

/** Why an answer ended, in the words of the canonical model. */
export type FinishReason =
  /** The model had said what it wanted to. */
  | 'stop'
  /** A text of `stop` came; {@link Finish.stopSequence} is which one, where the provider says so. */
  | 'stop_sequence'
  /** The most tokens were used up. */
  | 'length'
  /** The model's context window is full. */
  | 'context_window'
  | 'tool_calls'
  /** A filter of the provider cut the answer off. */
  | 'content_filter'
  /** The model refused. */
  | 'refusal'
  /** The provider paused a long turn; the caller may send it back to go on (Anthropic's `pause_turn`). */
  | 'pause';

/** How an answer ended. */
export interface Finish {
  readonly reason: FinishReason;
  readonly stopSequence?: string | undefined;
  /** What the provider told of the answer besides, in its own form (`container`, `groundingMetadata`), by maker. */
  readonly details?: { readonly maker: Maker; readonly fields: JsonObject } | undefined;
}

/** A tool call that begins. */
export interface ToolCallStart {
  /** Counts the answer's calls from 0. */
  readonly call: number;
  /** Never empty, and not given twice in one answer. */
  readonly id: string;
  /** The id that the provider gave the call, where `id` is ours; undefined also where it gave none. */
  readonly providerId?: string | undefined;
  readonly name: string;
  readonly tool: 'function' | 'custom';
  readonly signature?: Signature | undefined;
  /** Anthropic's `caller`, where the model did not call the tool itself. */
  readonly caller?: unknown;
}

/** A piece of what the model spoke. */
export interface AudioPiece {
  readonly mediaType: string;
  /** Base64 in the standard alphabet, whole in itself; empty where the piece has words alone. */
  readonly data: string;
  /** The words of it, where the provider tells them. */
  readonly transcript: string;
}

/** A token of an answer, and what else could have come in its place, the likeliest first. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly others: readonly { readonly token: string; readonly logprob: number }[];
}

/**
 * Takes an answer in its order, whole or in pieces. A provider's reader calls it, a door's writer or a collector
 * implements it. Text and reasoning form blocks: pieces of one kind belong together until {@link blockEnd} or until a
 * piece of another kind comes. Arguments of several calls may arrive interleaved; writers of wires with one open block at
 * a time put them in sequence.
 */
export interface AnswerEvents {
  /** What the provider calls the answer and the model, and whose wire family it is. Once, before everything else. */
  start(id: string | undefined, model: string | undefined, maker: Maker): void;
  /** Another provider goes on with the answer: what is told from here on is its own. */
  goesOn?(maker: Maker): void;
  text(piece: string): void;
  reasoning(piece: string): void;
  refusal(piece: string): void;
  /**
   * Signs the block of text or reasoning that is open, or an empty one of its own where no block is open: `kind` says
   * of which. Pieces of one signature are joined by the reader first.
   */
  signature(kind: 'text' | 'reasoning', signature: Signature): void;
  /** Citations of the block of text that is open, in their maker's form. */
  citations(maker: Maker, values: readonly unknown[]): void;
  /** Pages of the web that the text rests on, no matter who told of them: what {@link citations} tells as well, for other wires. */
  webCitations?(values: readonly WebCitation[]): void;
  /** A search of the web that the provider made: what {@link opaque} or the finish tells as well, for other wires. */
  webSearch?(search: MadeSearch): void;
  /** Code that the provider ran: what {@link opaque} tells as well, for other wires. */
  ranCode?(ran: RanCode): void;
  toolCall(start: ToolCallStart): void;
  /** A piece of a call's arguments, or of a custom tool's input. */
  toolArguments(call: number, piece: string): void;
  /** The signature of a call that came after the call began. */
  callSignature(call: number, signature: Signature): void;
  /** The call's arguments are complete. */
  toolCallEnd(call: number): void;
  /** What comes next is another block. */
  blockEnd(): void;
  /** A picture that the model made; base64 in the standard alphabet. */
  image(mediaType: string, data: string, signature?: Signature): void;
  /** What the model spoke: on wires that have no place for sounds its words are text. */
  audio?(piece: AudioPiece): void;
  /** A block that only its maker understands: redacted thinking, a tool that ran at the provider and its result. */
  opaque(maker: Maker, value: JsonObject): void;
  /** Log probabilities of the tokens that came last; left out by wires that have no place for them. */
  logprobs?(tokens: readonly TokenLogprob[]): void;
  /**
   * Takes another answer to the same request.
   * @param index its number; this one is 0
   * @returns undefined, as where it is left out, on wires that have one answer
   */
  candidate?(index: number): AnswerEvents | undefined;
  /** The provider's figures so far; the last ones count. */
  usage(usage: TokenUsage): void;
  /** The answer is whole. Once, after everything but {@link usage}. */
  finish(finish: Finish): void;
}
