import type { CancelSignal } from '../cancellation/cancellation';
import type { Deployment } from '../catalogue/deployment';
import type { JsonObject } from '../json/json-object';
import type { AnswerFacts, LlmCall, StreamSink } from '../llm/llm-adapter';
import type { Attempt } from './attempt';
import type { CallNotes } from './call-notes';
import type { RepeatedCall } from './repeated-call';

/** A call on its way to an answer. */
export interface AnswerCall {
  /**
   * What is asked for: an answer of a chat; embeddings or the count of a request's tokens (never streamed); or what the request
   * names to be passed (always streamed).
   */
  readonly asks: 'chat' | 'embeddings' | 'tokens' | 'passed';
  /** What every deployment gets, whichever is asked. */
  readonly request: Pick<
    LlmCall,
    'raw' | 'body' | 'wire' | 'usageWanted' | 'headers' | 'wireHeaders' | 'prefill' | 'cutBetas' | 'passed'
  > & {
    /** By the name that the caller asked for. */
    readonly model: string;
    /** Fields that the caller's key may not use, and that none of them gets. */
    readonly cutFields?: readonly string[] | undefined;
    /** What one of them gets instead, which keeps what the request goes on from. */
    readonly continued?: { readonly at: string; readonly raw: Buffer; readonly body: JsonObject } | undefined;
  };
  /** Those that can answer, in the order in which they are to be tried. */
  readonly deployments: readonly Deployment[];
  /** Whose call it is: the `keyId`. */
  readonly caller: string;
  /** Whether the caller's own client is trying again: no deployment is asked twice then. */
  readonly isRetried?: boolean;
  /** `performance.now()` at which the call's total limit ends. */
  readonly deadlineAt: number;
  /** Whether a deployment's own limits admit an attempt; asked for each but the first, which was admitted with the call. */
  readonly enter: (deployment: Deployment) => boolean | Promise<boolean>;
  /** Deployments that are left to another way to the same answer, which runs at the same time. */
  readonly isLeft?: (deployment: Deployment) => boolean;
  /**
   * Gives a whole answer its door's form; undefined where it stays as it came.
   * @throws GatewayError when it has none: the attempt has failed then
   */
  readonly present: ((body: Buffer, facts: AnswerFacts) => Buffer) | undefined;
  /** Every attempt that was made for this call: each is added when it begins. */
  readonly attempts: Attempt[];
  /** By what it is known when it comes again; undefined where its caller gave no key. */
  readonly repeated: RepeatedCall | undefined;
  /** From here on the call does not end when its caller leaves: `onLeave` is told, and decides. */
  readonly hold: (onLeave: (why: Error) => void) => void;
  /** What the attempts are made for, where that is not the call's first try. */
  readonly comesOf?: Attempt['comesOf'];
  /** Whether its trace is recorded: each attempt is a span of its own then, and the parent of what its upstream records. */
  readonly isTraced?: boolean;
  /** What layers have to tell of it. */
  readonly notes: CallNotes;
}

/** A whole answer in its door's form. */
export interface Answer {
  /** A complete JSON document, UTF-8. */
  readonly body: Buffer;
  /** The attempt that won. */
  readonly attempt: Attempt;
}

/** Where a stream goes. Code that asks several sources at once gives each a sink of its own. */
export interface AnswerSink extends StreamSink {
  /** An attempt begins whose frames will come here. */
  asked(attempt: Attempt): void;
  /** All that there is of an answer has been pushed. @param isOver whether nothing follows */
  caughtUp?(isOver: boolean): void;
}

/**
 * Whatever can answer a call: the router over deployments, or a layer around another source. It rejects with a GatewayError,
 * or with the signal's reason soon after that was aborted.
 */
export interface AnswerSource {
  /** One whole answer. */
  whole(call: AnswerCall, signal: CancelSignal): Promise<Answer>;
  /** One stream into `sink`; resolves when it was whole. What was pushed before it rejects has been delivered. */
  stream(call: AnswerCall, sink: AnswerSink, signal: CancelSignal): Promise<void>;
}

/** Puts something around a source: a cache, a rescue. It knows nothing of the other layers. */
export type Layer = (inner: AnswerSource) => AnswerSource;
