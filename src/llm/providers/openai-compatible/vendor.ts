import type { JsonObject } from '../../../json/json-object';
import type { PassedOperation } from '../../passed-call';
import type { ProviderProfile } from '../../provider';

/** Where the credential of a request is: `Authorization: Bearer …`, or the header `api-key`. */
export type AuthStyle = 'bearer' | 'api-key';

/** Of which earlier answers a model wants the reasoning back: see {@link ModelRules.wantsReasoning}. */
export type WantedReasoning = 'calls' | 'tools';

/** Fields of a request that a vendor, or one generation of its models, does not take as OpenAI's API has them. */
export interface ModelRules {
  /** Fields that it refuses and that do not shape the answer; a 400 instead where `LLM_PROXY__STRICT_PARAMS` is set. */
  readonly dropped?: readonly string[];
  /** Fields that have another name there. Of both names in one request its own is kept. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Values of `reasoning_effort` that it refuses, and the nearest that it takes. */
  readonly efforts?: Readonly<Record<string, string>>;
  /** Efforts that it has other fields for, and those fields; they replace `reasoning_effort`. */
  readonly effortFields?: Readonly<Record<string, JsonObject>>;
  /** Fields of a stream's request that have the arguments of calls streamed too; without them it is silent while a call is written. */
  readonly callsStreamed?: JsonObject;
  /** It knows `json_object` alone: a schema is put into words. */
  readonly noJsonSchema?: true;
  /** Fields that switch thinking off, where it is on unasked and a tool that has to be called is refused with it. */
  readonly thinkingOff?: JsonObject;
  /**
   * While it thinks it refuses an earlier answer that came back without its reasoning, be it one that calls tools (`calls`), or any
   * where the request declares tools (`tools`): then it does not think, and where it always does, the reasoning of calls is a blank.
   */
  readonly wantsReasoning?: WantedReasoning;
  /** The name under which it takes the reasoning of earlier answers, where it refuses `reasoning_content`. */
  readonly reasoningAs?: 'reasoning';
}

/** How a vendor is asked to go on with an assistant's message that ends a request. */
export interface PrefillRule {
  /** Fields of that message. */
  readonly message?: Readonly<Record<string, unknown>>;
  /** Fields of the request. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The path of such requests at the vendor's origin, where it is another one. */
  readonly path?: string;
  /** A request that ends with an assistant's message is refused without it. */
  readonly always?: true;
}

/**
 * What a generation of models answers by Responses alone: `always` everything; `any-tools` calls with tools; `tools` those
 * whose effort is not `none`; `reasoned-tools` those whose effort is named and not `none`.
 */
export type ByResponses = 'always' | 'any-tools' | 'tools' | 'reasoned-tools';

/** The rules of one generation of a vendor's models. */
export interface Generation extends ModelRules {
  /** The names of its models, without what comes before a slash. */
  readonly models: RegExp;
  /** Whether `dropped` is refused only where a request asks for reasoning: an effort that is not `none`. */
  readonly whenReasoning?: true;
  /** It reasons where a request names no effort too. */
  readonly reasonsUnasked?: true;
  /** Fields that it refuses as those of `dropped`, and without reasoning too. */
  readonly droppedAnyway?: readonly string[];
  /** What Chat Completions refuse of it, and the vendor's Responses take. */
  readonly byResponses?: ByResponses;
}

/**
 * What a vendor's Chat Completions do not take as OpenAI's do. Only what leaves an answer's meaning as it was is dropped;
 * what would change it is sent, and the vendor's own 400 names it.
 */
export interface RequestRules extends ModelRules {
  /** What single generations of its models take otherwise; the first whose names fit adds to the rules. */
  readonly generations?: readonly Generation[];
  /** Its models whose earlier messages have to say, where they are asked by Responses, whether they are the answer (`phase`). */
  readonly phases?: RegExp;
  /** It refuses fields that it does not have, be they null. */
  readonly closedSchema?: true;
  /** Its values of `service_tier`, by what callers may say; every other one is dropped. */
  readonly serviceTiers?: Readonly<Record<string, string>>;
  /** It sends usage with every stream, and refuses `stream_options`. */
  readonly usageUnasked?: true;
  /**
   * Fields of messages, and of their tool calls, that earlier answers carried and that it refuses or has no use for. They
   * are dropped in strict mode too: a caller sends back what it got.
   */
  readonly droppedFromMessages?: readonly string[];
  /** Fields of messages that callers write and that it refuses; as `dropped`. */
  readonly refusedInMessages?: readonly string[];
  /** The role whose messages may have them all the same. */
  readonly takesFrom?: 'tool' | 'user';
  /** It refuses the result of a tool without its call: such a request is not sent. */
  readonly resultsNeedCalls?: true;
  /** It refuses a user's turn right behind a tool's result, and an instruction behind that or behind an answer. */
  readonly strictRoleOrder?: true;
  /** It refuses neighbours of one role, instructions amid the conversation, and one that begins with an answer. */
  readonly alternatingRoles?: true;
  /**
   * It takes a list of texts as the content of no message (`all`), or of no tool's result: they are one text. With `all` it
   * refuses an answer without content too, be it calls.
   */
  readonly textContent?: 'all' | 'results';
  /** It takes files inside the request as `document_url`, and not as OpenAI's `file`. */
  readonly documentUrls?: true;
  /** Its ids of tool calls are nine letters and digits: others are mapped to such. */
  readonly shortCallIds?: true;
  /**
   * Its tools are functions alone: `allowed_tools` becomes fewer tools, a custom tool a function with one text, and the deprecated
   * `functions` become tools, of which some servers would say nothing.
   */
  readonly functionsAlone?: true;
  /** It parses the arguments of earlier calls, and refuses a conversation where they are no JSON object. */
  readonly parsesArguments?: true;
  /** It knows Anthropic's cache marks (`cache_control`). */
  readonly cacheMarks?: true;
  /** It refuses fields that it does not know, cache marks among them. */
  readonly refusesCacheMarks?: true;
  /** It answers with `reasoning_details`, and wants them back. */
  readonly reasoningDetails?: true;
  /** It documents prefill. */
  readonly prefill?: PrefillRule;
  /** It does not know the role `developer`; `system` says the same. */
  readonly noDeveloperRole?: true;
}

/** Where a vendor's answers are not as OpenAI's. */
export interface AnswerQuirks {
  /** The reasoning is in `reasoning`; it is given as `reasoning_content` too. */
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
  /**
   * Its models' templates may take instructions in front alone, in one message: so it gets those of callers of other wires. What
   * callers of Chat Completions send stays as it is.
   */
  readonly instructionsFirst?: true;
  /** What of OpenAI's further API it has. */
  readonly passes?: readonly PassedOperation[];
}
