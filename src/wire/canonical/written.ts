import type { JsonObject } from '../../json/json-object';

/** The model that a request is written for. */
export interface Target {
  /** The model's name at its provider; what it takes depends on its generation. */
  readonly model: string;
  /** The most tokens that it can answer with, where that is known. */
  readonly maxOutputTokens: number | undefined;
  readonly stream: boolean;
  /** `LLM_PROXY__STRICT_PARAMS`: a setting that would be dropped is refused, naming it. */
  readonly strict: boolean;
  /** Whether an upstream that speaks Chat Completions knows Anthropic's cache marks in them. */
  readonly cacheMarks?: boolean | undefined;
  /** Whether an upstream that speaks Chat Completions takes `reasoning_details` back. */
  readonly reasoningDetails?: boolean | undefined;
  /** Whether an upstream that speaks Chat Completions takes instructions in front alone, in one message. */
  readonly instructionsFirst?: boolean | undefined;
  /** The caller's `anthropic-beta` header. */
  readonly betas?: string | undefined;
  /** Whether Vertex AI serves a Gemini: it knows less of a request than the Gemini API. */
  readonly vertex?: boolean | undefined;
  /** Whether a Claude keeps a schema where it is served; as at Anthropic where it is left out. */
  readonly structuredOutput?: boolean | undefined;
}

/** A request in a provider's wire. */
export interface Written {
  readonly body: JsonObject;
  /** What the provider cannot take and the answer's meaning does not need, by the caller's own names. */
  readonly dropped: readonly string[];
}
