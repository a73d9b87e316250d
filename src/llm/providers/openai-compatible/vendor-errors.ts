import type { ProviderErrorBody } from './errors';

/** One way in which vendors say something that the catalogue knows: the statuses it comes with, and its words. */
interface ErrorRule {
  readonly statuses: readonly number[];
  /** Looked for in type and code, and then in the message. */
  readonly words: RegExp;
  /** Looked for in the message instead of `words`, for what would cost others something if a caller's words brought it. */
  readonly message?: RegExp;
  readonly becomes: {
    readonly status: number;
    readonly code?: string;
    /** In place of the vendor's own text, where that names accounts or keys. */
    readonly message?: string;
  };
}

const REJECTED = [200, 400, 413, 422];
const POLICY = "The provider's content policy refused the request.";

/**
 * The error map of all vendors together, the first rule that fits: what a vendor calls a thing is no other thing
 * elsewhere. Seen in the vendors' error pages and answers, as noted.
 */
const RULES: readonly ErrorRule[] = [
  // DashScope: 400/403 with the code (`InvalidApiKey`, `invalid_api_key`); xAI: 400 and these very words, first of all.
  {
    statuses: [400, 403],
    words: /\binvalid_?api_?key\b/i,
    message: /^\s{0,8}(?:incorrect api key provided|invalid api[ _-]?key(?: provided)?\s{0,8}\.?\s{0,8}$)/i,
    becomes: { status: 401 },
  },
  // OpenAI: 403 with the code model_not_found; Mistral and Perplexity: type invalid_model; DeepSeek: "Model Not Exist";
  // OpenRouter: "is not a valid model ID"; Together: model_not_available; Moonshot: resource_not_found_error.
  {
    statuses: [400, 403, 404],
    words:
      /\bmodel_not_found\b|\binvalid_model\b|\bmodel not exist\b|\bnot a valid model id\b|\bmodel_not_available\b|\bunknown_model\b|\bnot found the model\b/i,
    becomes: { status: 404, code: 'model_not_found' },
  },
  // xAI: 403 "Content violates usage guidelines"; OpenRouter: 403 with the reasons of its moderation.
  {
    statuses: [403],
    words: /\bviolates usage guidelines\b|\brequires moderation\b|\bflagged\b/i,
    becomes: { status: 400, code: 'content_filter', message: POLICY },
  },
  // DeepSeek: "Content Exists Risk"; DashScope: data_inspection_failed; Moonshot: type content_filter.
  {
    statuses: REJECTED,
    words:
      /\bcontent exists risk\b|\bdata_?inspection_?failed\b|\bcontent_filter\b|\bcontent_policy_violation\b|\bcontent management policy\b/i,
    becomes: { status: 400, code: 'content_filter' },
  },
  // vLLM, Mistral, DeepSeek, OpenRouter, Fireworks; xAI ("maximum prompt length"); llama.cpp and LM Studio; Together
  // ("inputs` tokens + `max_new_tokens` must be <="); Moonshot ("exceeded model token limit"); DashScope ("Range of input
  // length"); Groq ("reduce the length of the messages"); SGLang ("longer than the model's context length"); TGI ("must have
  // less than 4096 tokens"); Cohere ("too many tokens"); Z.ai ("Prompt exceeds max length", "tokens in request more than max
  // tokens allowed"); GitHub's Copilot ("prompt token count of 9 exceeds"); Ollama ("prompt too long"); what compatible doors
  // of Google, Anthropic and Bedrock repeat of theirs; Cerebras and OpenAI by the code.
  {
    statuses: REJECTED,
    words:
      /\bcontext_length_exceeded\b|\bmaximum context length\b|\bmaximum prompt length\b|\bcontext (?:size|window|length)\b.{0,40}\bexceed|\bexceeds? .{0,40}\bcontext (?:size|window|length)\b|\bgreater than the context length\b|\bexceed_context_size|\bprompt (?:is )?too long\b|\bprompt exceeds max\b|\bprompt token count\b.{0,40}\bexceed|\bmore than max tokens allowed\b|\bmodel only supports up to\b|\bmodel token limit\b|\brange of input length\b|\bmax_new_tokens`? must be\b|\binput token count\b.{0,40}\bexceed|\binput is too long\b|\binput length\b.{0,40}\bexceeds? the maximum\b|\btoo many (?:input )?tokens\b|\blonger than the model's context\b|\bmust have less than \d{1,9} tokens\b|\breduce the length of the (?:messages|prompt|input)\b|\bcontext limit\b/i,
    becomes: { status: 400, code: 'context_length_exceeded' },
  },
  // 402 Payment Required: DeepSeek, OpenRouter, Together, Hugging Face, NVIDIA.
  { statuses: [402], words: /^/, becomes: { status: 429, code: 'insufficient_quota' } },
  // OpenAI: 400 with the code billing_hard_limit_reached.
  { statuses: [400, 403], words: /\bbilling_hard_limit_reached\b/, becomes: { status: 429 } },
  // Moonshot: exceeded_current_quota_error; DashScope: Arrearage; ChatGPT: usage_limit_reached; xAI: "used all available
  // credits", with a 403.
  {
    statuses: [400, 403, 429],
    words: /\binsufficient_quota\b|\bexceeded_current_quota|\barrearage\b|\busage_limit_reached\b/i,
    becomes: { status: 429, code: 'insufficient_quota' },
  },
  {
    statuses: [403, 429],
    words: /\bused all available credits\b|\bspending limit\b|\binsufficient (?:balance|credits|funds)\b/i,
    becomes: { status: 429, code: 'insufficient_quota' },
  },
  // Groq: 498 flex capacity exceeded; 529 overloaded.
  { statuses: [498, 529], words: /^/, becomes: { status: 503 } },
];

/** Words are looked for in no more than this. */
const MAX_TEXT = 4_096;

/**
 * A vendor's error in the words of OpenAI's, so that one map leads from there to the catalogue; as it is where no rule
 * fits.
 * @param status 200 for an error inside a stream
 */
export function inOpenAiTerms(
  status: number,
  error: ProviderErrorBody,
): { readonly status: number; readonly error: ProviderErrorBody } {
  const codes = `${error.type ?? ''} ${error.code ?? ''}`;
  const message = (error.message ?? '').slice(0, MAX_TEXT);
  const rule = RULES.find(
    ({ statuses, words, message: wording = words }) =>
      statuses.includes(status) && (words.test(codes) || wording.test(message)),
  );
  if (rule === undefined) return { status, error };
  const { becomes } = rule;
  return {
    status: becomes.status,
    error: {
      ...error,
      code: becomes.code ?? error.code,
      message: becomes.message ?? error.message,
      inferred: error.inferred === true || (becomes.status !== status && !rule.words.test(codes)),
    },
  };
}
