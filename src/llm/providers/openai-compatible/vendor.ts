import type { ProviderProfile } from '../../provider';

/** Where the credential of a request stands: `Authorization: Bearer …`, or the header `api-key`. */
export type AuthStyle = 'bearer' | 'api-key';

/**
 * What a vendor's Chat Completions do not take as OpenAI's do. Only what leaves an answer's meaning as it was is dropped;
 * what would change it is sent, and the vendor's own 400 names it.
 */
export interface RequestRules {
  /** Fields that it refuses and that do not shape the answer; a 400 instead where `LLM_PROXY__STRICT_PARAMS` is set. */
  readonly dropped?: readonly string[];
  /** Fields that have another name there. Of both names in one request its own is kept. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** It sends usage with every stream, and refuses `stream_options`. */
  readonly usageUnasked?: true;
  /**
   * Fields of messages, and of their tool calls, that earlier answers carried and that it refuses or has no use for. They
   * are dropped in strict mode too: a caller sends back what it got.
   */
  readonly droppedFromMessages?: readonly string[];
  /** It does not know the role `developer`; `system` says the same. */
  readonly noDeveloperRole?: true;
}

/** Where a vendor's answers are not as OpenAI's. */
export interface AnswerQuirks {
  /** The reasoning stands in `reasoning`; it is given as `reasoning_content` too. */
  readonly reasoningField?: true;
  /** `content` may be an array of texts and thoughts (Mistral). */
  readonly contentArrays?: true;
  /** Tool calls come without `index` and `type` (Mistral). */
  readonly bareToolCalls?: true;
  /** Finish reasons of its own, and OpenAI's for them. */
  readonly finishReasons?: Readonly<Record<string, string>>;
}

/** An OpenAI-compatible provider: data, no code. */
export interface Vendor extends ProviderProfile {
  readonly auth: AuthStyle;
  readonly request?: RequestRules;
  readonly answer?: AnswerQuirks;
}
