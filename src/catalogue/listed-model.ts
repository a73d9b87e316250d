/** A model as the lists show it, whichever form they have. */
export interface ListedModel {
  readonly id: string;
  /** The provider behind it, as far as the upstream tells; else the upstream's own name. */
  readonly provider: string;
  /** The context window in tokens; null where nobody knows it. */
  readonly contextLength: number | null;
  /** The longest answer in tokens; null where nobody knows it. */
  readonly maxOutputTokens: number | null;
  /** False while the upstream that listed it cannot be reached. */
  readonly available: boolean;
}

/** How an upstream fared when it was last asked for its models. */
export interface UpstreamState {
  /** Its name in logs and metrics, never a host. */
  readonly name: string;
  /** True also before the first answer: nothing speaks against it then. */
  readonly reachable: boolean;
  /** Why it is not reachable, in words that hold no host, key or provider text. */
  readonly lastError: string | undefined;
}
