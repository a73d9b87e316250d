import type { JsonObject } from '../../json/json-object';

/** The form that the answer has to have. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly name: string;
      readonly description: string | undefined;
      readonly schema: JsonObject;
      readonly strict: boolean | undefined;
    };

/** How much the model is to reason. */
export interface Reasoning {
  /** `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`. */
  readonly effort?: string | undefined;
  /** Tokens; what the caller's wire gave as a number (`thinking.budget_tokens`, `thinkingBudget`). */
  readonly budgetTokens?: number | undefined;
  /** The model decides how much (`thinking.type: adaptive`, `thinkingBudget: -1`). */
  readonly adaptive?: boolean | undefined;
  /** Whether the reasoning's text, or a summary of it, is wanted in the answer; undefined where the caller does not say. */
  readonly visible?: boolean | undefined;
}

/** Settings of a request that have the same meaning on several wires. */
export interface CommonSettings {
  /** The most tokens of the answer. */
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  /** An integer of 64 bits; `JSON.rawJSON` where a number cannot hold it. */
  readonly seed?: unknown;
  readonly stop?: readonly string[] | undefined;
  /** Answers asked for; undefined for one. */
  readonly candidates?: number | undefined;
  /** Log probabilities: of how many alternatives for each token, 0 for the chosen ones alone. */
  readonly logprobs?: number | undefined;
  readonly responseFormat?: ResponseFormat | undefined;
  readonly parallelToolCalls?: boolean | undefined;
  readonly reasoning?: Reasoning | undefined;
  /** `text`, `image`, `audio`. */
  readonly modalities?: readonly string[] | undefined;
  readonly serviceTier?: string | undefined;
  /** The end user's id. */
  readonly user?: string | undefined;
  readonly metadata?: JsonObject | undefined;
  /** Gemini's `safetySettings`, which callers of other wires give as `safety_settings`. */
  readonly safety?: readonly JsonObject[] | undefined;
  /** OpenAI's `verbosity`. */
  readonly verbosity?: string | undefined;
}

/** The name of a setting that the caller did not write: nothing is to be said of it where a provider does not take it. */
export const UNSAID = '';

/** A setting's name in the canonical model. */
export type SettingName = keyof CommonSettings;

/** Everything that a request sets besides its turns and tools. */
export interface Settings extends CommonSettings {
  /**
   * What has no common meaning, by the caller's own name: fields of one provider (`thinking`, `output_config`,
   * `guardrailConfig`), and fields that nobody knows. A provider takes what is its own; the rest is named as dropped.
   */
  readonly own: JsonObject;
  /**
   * What the caller calls a setting (`topK` → `generationConfig.topK`); the wire's own name where it is left out. {@link UNSAID}
   * for one that the form of the request implies.
   */
  readonly names: Readonly<Partial<Record<SettingName, string>>>;
}
