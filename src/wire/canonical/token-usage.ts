/** Tokens of one answer by class. What is stored is tokens; money is derived from them when it is read. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Part of `promptTokens` that the provider read from its cache. */
  readonly cachedTokens: number;
  /** Part of `promptTokens` that the provider wrote to its cache; undefined where it does not say. */
  readonly cacheWriteTokens?: number | undefined;
  /** Part of `cacheWriteTokens` that is kept an hour, where the provider says so. */
  readonly cacheWrite1hTokens?: number | undefined;
  /** Part of `promptTokens` that was sound, where the provider says so. */
  readonly audioInputTokens?: number | undefined;
  /** Part of `completionTokens` that is sound, where the provider says so. */
  readonly audioOutputTokens?: number | undefined;
  /** Part of `promptTokens` that were pictures, where the provider says so. */
  readonly imageTokens?: number | undefined;
  /** Part of `completionTokens` that are pictures, where the provider says so. */
  readonly imageOutputTokens?: number | undefined;
  /** Pictures in the answer. */
  readonly images?: number | undefined;
  /** Searches that a tool of the provider's own made, where it says so. */
  readonly searches?: number | undefined;
  /** Seconds of sound that were listened to, begun ones counted whole; where the provider tells them. */
  readonly audioSeconds?: number | undefined;
  /** Characters of a text that was spoken. */
  readonly characters?: number | undefined;
  /** The service tier in which it was served and is billed, where the provider says so; the empty text for the usual one. */
  readonly serviceTier?: string | undefined;
  /** Part of `completionTokens` that was spent on reasoning. */
  readonly reasoningTokens: number;
  /** The model as which these tokens are billed, where its provider had another one answer than was asked. */
  readonly billedAs?: string | undefined;
  /** What further models used for the same answer, beside these tokens and at prices of their own. */
  readonly others?: readonly ModelUsage[] | undefined;
  /** True when the upstream gave no usable figures and these are ours. */
  readonly estimated: boolean;
}

/** What a model used for the answer of another. */
export interface ModelUsage {
  /** As its provider calls it. */
  readonly model: string;
  readonly usage: TokenUsage;
}
