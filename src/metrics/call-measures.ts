import type { GapHistogram } from './gap-histogram';
import type { LabelCaller } from './model-labels';

/** What the metrics of a call are made from: the part of a call's record that is counted. Times in milliseconds. */
export interface CallMeasures {
  readonly request: {
    /** One of our own route names. */
    readonly route: string;
    /** The model asked for: the caller's choice, so no label before it was checked. */
    readonly model: string;
    readonly caller: LabelCaller & { readonly name: string; readonly kind: string };
  };
  readonly streamed: boolean;
  readonly status: number;
  /** The catalogue's code; undefined when the answer was whole, or nobody was left to answer. */
  readonly code: string | undefined;
  /** How it ended, in one of our own words. */
  readonly ending: string;
  readonly upstream: string;
  readonly upstreamFailure: string | undefined;
  readonly attempts: readonly {
    /** Its id is `upstream/model`. */
    readonly deployment: { readonly id: string };
    /** `ok`, `aborted`, or in one word of ours what went wrong. */
    readonly outcome: string;
  }[];
  readonly facts: {
    readonly upstreamStatus: number | undefined;
    readonly usage: TokenMeasures | undefined;
  };
  /** What layers told of it. */
  readonly notes: {
    /** Tries to go on with a stream that broke, each in two words of ours. */
    /** Whose answer it got, where that is another call's. */
    readonly replayed: string | undefined;
    /** Whether another deployment was asked as well, and whether it was the first to speak. */
    readonly hedge: 'lost' | 'won' | undefined;
    /** The deployment, by its id, whose retry budget was used up. */
    readonly retryRefusedAt: string | undefined;
    readonly rescues: readonly { readonly mode: string; readonly outcome: string }[];
  };
  readonly firstTokenMs: number | undefined;
  readonly durationMs: number;
  readonly gaps: GapHistogram;
}

/** Tokens of one call: the cached are part of the prompt's, the reasoning's part of the completion's. */
export interface TokenMeasures {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
}
