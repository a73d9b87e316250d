import type { JsonObject } from '../../json/json-object';
import type { AnswerEvents } from './answer-events';
import type { TokenUsage } from './token-usage';

/** Frames of a stream, written since the last time. */
export interface Frames {
  /** UTF-8 text of whole frames. */
  readonly text: string;
  readonly count: number;
}

/** Writes a stream in a door's wire: takes the events of an answer, gives frames. */
export interface AnswerWriter extends AnswerEvents {
  /** Frames of content written so far: an answer without any has not begun for its caller. */
  readonly written: number;
  /** Whether it holds content that its wire cannot show yet, such as a call whose arguments are arriving. */
  readonly holding: boolean;
  /** What was written since the last time; undefined where nothing was. */
  take(): Frames | undefined;
  /**
   * The answer is whole and everything is known of it: writes the frames with which this wire ends.
   * @param usage the provider's figures, or ours where it gave none
   */
  end(usage: TokenUsage): void;
}

/** What a writer has to know of the request that it answers. */
export interface Asked {
  /** The model's name for the caller where the provider names none. */
  readonly model: string;
  /**
   * What the answer's `model` is to say, in wires whose clients throw away the thinking of a model that they did not ask for;
   * undefined where it stays the provider's own.
   */
  readonly answerModel?: string | undefined;
  /** What every answer calls its model; undefined where each wire calls it in its own way. */
  readonly givenModel?: string | undefined;
  /** Whether the caller asked for its usage, where its wire lets it choose. */
  readonly usageWanted: boolean;
  /** Tokens of the prompt by an estimate of our own: wires that tell the usage first need one before the provider's is known. */
  readonly promptTokens: number;
  /** When the stream began, in seconds since 1970, where that was before this writer; wires that have it in each frame need it. */
  readonly createdAt?: number | undefined;
  /**
   * The events of a provider that the caller has already, where the writer goes on with them: they are told to it, and what it
   * writes of them is thrown away. Wires whose ids, indexes and numbers are in each event need them.
   */
  readonly begunWith?: readonly JsonObject[] | undefined;
}
