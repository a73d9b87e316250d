import type { CancelSignal } from '../cancellation/cancellation';
import type { ModelApi } from '../config/connection-options';
import type { JsonObject } from '../json/json-object';
import type { AnswerSummary } from '../wire/canonical/answer-summary';
import type { DoorWire } from '../wire/wire';
import type { WireName } from '../wire/wire-name';
import type { PassedOperation, PassedRequest } from './passed-call';

/**
 * One call as an adapter gets it: the bytes that came in, a parsed view of them, and the few edits wanted.
 * An adapter that speaks OpenAI's wire sends the bytes (spliced where an edit asks for it); others map the view.
 */
export interface LlmCall {
  /** The request body as it was received, never changed. */
  readonly raw: Buffer;
  /** The same body, parsed. */
  readonly body: JsonObject;
  /** The model's name at this upstream; differs from `body.model` where an alias or the default was resolved. */
  readonly model: string;
  /** What a mapped answer may call its model (`Asked`); undefined for the provider's own name. */
  readonly answerModel?: string | undefined;
  /** What every answer calls its model; undefined where each wire calls it in its own way. */
  readonly givenModel?: string | undefined;
  /** The name that tells the model's generation, where `model` is that of its deployment (Azure). */
  readonly modelName?: string | undefined;
  /**
   * Whether nobody who reads the body may find another model in it, as in a virtual key's call: of two fields `model` some
   * parsers take the first one, others the last.
   */
  readonly modelIsBinding?: boolean;
  /**
   * The wire of the caller's door: that of `raw` and `body`, and of the answer. A provider that speaks it passes bytes;
   * another maps the request through the canonical model, and gives the answer's events to the wire's writer.
   */
  readonly wire: DoorWire;
  /** The name that the URL has to hold where it is not the model's: Azure's deployment, a model's version on Vertex AI. */
  readonly deploymentName?: string | undefined;
  /** What the deployment is called in logs. */
  readonly deploymentId?: string | undefined;
  /** The most tokens that the model can answer with, where it is known; of use where a provider demands a limit. */
  readonly maxOutputTokens?: number | undefined;
  /** Whether the caller asked for a usage chunk (`stream_options.include_usage`). Of use to `stream` alone. */
  readonly usageWanted: boolean;
  /** Request headers for the upstream, already reduced to the allowed ones; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The caller's headers for an upstream of its own wire alone. */
  readonly wireHeaders?: Readonly<Record<string, string>> | undefined;
  /** The same request with all turns in it, where `raw` goes on from an answer that the provider keeps. */
  readonly joined?: Pick<LlmCall, 'raw' | 'body'> | undefined;
  /** The last turn is the beginning of the answer: it is to be gone on with, as {@link LlmAdapter.takesPrefill} says it can. */
  readonly prefill?: boolean | undefined;
  /** Betas of Anthropic's that the caller named and that its key may not use; they are not in `headers`. */
  readonly cutBetas?: readonly string[] | undefined;
  /** What is asked for where the bytes pass whatever they are; undefined in calls of a wire. */
  readonly passed?: PassedRequest | undefined;
  /** Filled by the adapter as things become known, also when the call fails later. */
  readonly facts: AnswerFacts;
}

/** What is learnt about an answer while it passes; the log line and the accounting read it. */
export interface AnswerFacts extends AnswerSummary {
  /** Status of the upstream's answer. */
  upstreamStatus: number | undefined;
  /** Response headers for the caller, already reduced to the allowed ones; lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** What of the request the provider does not take and did not get, by the caller's own names. */
  dropped: readonly string[];
  /** The caller's names of tools by those that the provider got, where it does not take the caller's. */
  toolNames: ReadonlyMap<string, string> | undefined;
  /** The same of the tools' arguments, by the caller's names of the tools. */
  fieldNames: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;
  /** Frames of a stream that were not JSON and were left out. */
  skippedFrames: number;
  /** Characters of what a stream has said, about: its tokens are told by them where it does not tell its usage. */
  characters: number;
}

/** Notes what of a request did not go to the provider, besides what was noted before. */
export function noteDropped(facts: AnswerFacts, names: readonly string[]): void {
  facts.dropped = facts.dropped.length === 0 ? names : [...new Set([...facts.dropped, ...names])];
}

/** A new, empty {@link AnswerFacts}. */
export function emptyFacts(): AnswerFacts {
  return {
    upstreamStatus: undefined,
    headers: {},
    dropped: [],
    toolNames: undefined,
    fieldNames: undefined,
    model: undefined,
    finishReason: undefined,
    usage: undefined,
    skippedFrames: 0,
    characters: 0,
  };
}

/**
 * Where an adapter pushes a stream. Implementations never throw: a failure of theirs (the caller has gone, or does not
 * read) aborts the call's signal.
 */
export interface StreamSink {
  /** The upstream has answered with status 200: frames will follow. `headers` are those for the caller, as in the facts. */
  opened(headers: Readonly<Record<string, string>>): void;
  /**
   * Takes `count` whole SSE frames in OpenAI's chunk shape, each `data: {…}` and a blank line, UTF-8. Never `[DONE]`,
   * never an error frame, never a usage chunk that the caller did not ask for. The bytes are valid during the call
   * only: who keeps them makes a copy. Returns false when the reader is behind: the adapter then stops
   * reading its upstream until {@link onDrain} is called; what it pushes all the same is still taken.
   */
  push(frames: Buffer, count: number): boolean;
  /** Bytes that it keeps of what was pushed until the end of the answer, where it keeps any. */
  readonly heldBytes?: number;
  /** Set by the adapter: called once the reader has caught up after a `push` that returned false. */
  onDrain: (() => void) | undefined;
}

/** A whole answer in OpenAI's shape. Its headers and usage are in the call's facts. */
export interface WholeAnswer {
  /** A complete JSON document, UTF-8. */
  readonly body: Buffer;
}

/** A model as an upstream lists it. */
export interface ModelCard {
  readonly id: string;
  /** The provider behind it (`openai`, `anthropic`, `mock`), as far as the upstream tells. */
  readonly provider: string;
  /** The context window in tokens, undefined when the upstream does not say. */
  readonly contextLength: number | undefined;
}

/** DI token of the adapter of the mode: what answers where neither a key's alias nor the provider file says otherwise. */
export const LlmAdapter = Symbol('LlmAdapter');

/**
 * One upstream, spoken to in its own wire. It knows nothing of keys, limits, prices or HTTP replies. Every method
 * rejects with `GatewayError` alone, or, soon after `signal` is aborted (its connection closed at once), with the
 * signal's reason. Bounded waiting is the caller's matter, except for connecting.
 */
export interface LlmAdapter {
  /** Name of the upstream in logs and metrics: a short word from configuration, never a host. */
  readonly upstream: string;
  /** One whole chat answer. */
  complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer>;
  /** Pushes one streamed chat answer into `sink`; resolves when it was whole, rejects when it was not. */
  stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void>;
  /** One embeddings answer. */
  embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer>;
  /** What of OpenAI's further API it passes. */
  readonly passes?: ReadonlySet<PassedOperation>;
  /** Passes a call's bytes, and the answer's into `sink` as they come, its content type among the headers. */
  pass?(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void>;
  /** The wire in which `embed` takes and answers calls, besides OpenAI's. */
  readonly embedsIn?: WireName;
  /**
   * Counts the tokens of a request, by the provider: a number, or where it speaks the call's wire its own answer. Left out by
   * adapters that have no such question: the tokens are counted here then.
   */
  countTokens?(call: LlmCall, signal: CancelSignal): Promise<number | WholeAnswer>;
  /**
   * Whether its provider documents that this model goes on with an assistant's turn at the end of a request. Left out where
   * none of its models does.
   */
  takesPrefill?(model: string): boolean;
  /** Whether it answers in the wire of any door by itself; one that does not speaks `openai-chat`. */
  readonly everyWire?: true;
  /** The API of OpenAI's by which its models are asked, where the model does not say; `chat` where it is left out. */
  readonly api?: ModelApi | undefined;
  /** What of it answers models that are asked by Responses, in the wire of any door. */
  readonly responses?: Pick<LlmAdapter, 'complete' | 'stream'>;
  /**
   * Deletes an answer that its provider keeps. Resolves also for one that it does not know, and where it has no way to delete
   * any. Left out by adapters whose providers keep no answers.
   */
  deleteResponse?(id: string, signal: CancelSignal): Promise<void>;
  /** Whether its Chat Completions would refuse a call that `responses` answers; asked where nobody has said which API to use. */
  needsResponses?(call: LlmCall): boolean;
  /** Whether its Chat Completions have `tools` alone, and not the `functions` that were before them. */
  readonly toolsAlone?: boolean;
  /** Whether its Chat Completions know Anthropic's cache marks. */
  readonly cacheMarks?: boolean;
  /** Whether its Chat Completions take `reasoning_details` of an earlier answer back. */
  readonly reasoningDetails?: boolean;
  /** Whether its Chat Completions take instructions in front alone, in one message. */
  readonly instructionsFirst?: boolean | undefined;
  /** Whether a field that would be dropped is refused instead (`LLM_PROXY__STRICT_PARAMS`). */
  readonly refusesDropped?: boolean;
  /** The models that the upstream offers. */
  models(signal: CancelSignal): Promise<readonly ModelCard[]>;
  /** Closes its connections; nothing is asked of it afterwards. */
  close(): Promise<void>;
}
