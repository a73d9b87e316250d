/** https://ai.google.dev/gemini-api/docs/generate-content/thinking#set-budget */
interface ThinkingBudget {
  readonly least: number;
  readonly most: number;
  readonly canBeOff: boolean;
}

/** What a model's name tells about what it takes. */
export interface ModelGeneration {
  /** Thinking is set by a number of tokens (2.5), by a level (3 and later), or cannot be set. */
  readonly thinking: 'budget' | 'level' | 'none';
  /** The levels that it knows, the least first; empty where thinking is not set by a level. */
  readonly levels: readonly string[];
  /** The tokens of thinking that it can be told, and whether it can be told not to think; of 2.5 alone. */
  readonly budget: ThinkingBudget;
  /** Gemini 3 and later answer penalties with an error. */
  readonly penalties: boolean;
  /** Gemma before its fourth generation has no instructions: "Developer instruction is not enabled for models/gemma-3-27b-it". */
  readonly instructions: boolean;
  /** From Gemini 3 on, a function call of an earlier answer is refused without its thought signature. */
  readonly signaturesNeeded: boolean;
  /** From Gemini 3 on, pictures and documents go inside the function response that they belong to. */
  readonly mediaInResults: boolean;
  /** From Gemini 3 on, Google searches the web also where the caller declares functions. */
  readonly searchBesideFunctions: boolean;
  /** From Gemini 3 on, the answer has a form also where the caller declares tools. */
  readonly formBesideTools: boolean;
  /** From Gemini 3 on, a request that ends with the model's turn is refused: "Requests ending with a model turn are not supported". */
  readonly endsWithUser: boolean;
}

/**
 * Reads the generation from a model's name; a name without a number (`gemini-flash-latest`, `gemini-omni-flash-preview`) is the newest.
 * Sources: https://ai.google.dev/gemini-api/docs/models, …/thinking#levels, …/function-calling#multimodal, …/tool-combination,
 * …/structured-output (with tools: Gemini 3), …/image-generation#thinking-process, for penalties
 * https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/gemini/3-5-flash-lite
 */
export function modelGeneration(model: string): ModelGeneration {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const number = /^gemini-(\d+)(?:\.(\d+))?/.exec(name);
  const newest = number === null && UNNUMBERED.test(name);
  const generation = newest ? NEWEST : Number(number?.[1] ?? 0) + Number(number?.[2] ?? 0) / 10;
  const pro = /\bpro\b/.test(name);
  const draws = /\b(?:image|banana)\b/.test(name);
  const gemmaThinks = /^gemma-?[4-9]/.test(name);
  const thinks = generation >= 2.5 && !/\btts\b/.test(name) && (generation >= 3 || !draws);
  return {
    thinking: gemmaThinks ? 'level' : !thinks ? 'none' : generation >= 3 ? 'level' : 'budget',
    levels: gemmaThinks ? ON_OR_OFF : thinks ? levels(generation, pro, draws) : [],
    budget: pro ? PRO_BUDGET : /\blite\b/.test(name) ? LITE_BUDGET : FLASH_BUDGET,
    penalties: generation < 3,
    instructions: !/^gemma-?[1-3]/.test(name),
    signaturesNeeded: generation >= 3,
    mediaInResults: generation >= 3,
    searchBesideFunctions: generation >= 3,
    formBesideTools: generation >= 3,
    endsWithUser: generation >= 3,
  };
}

const NEWEST = 3.8;
/** Names without a number that represent a late model; the others are of the first models, or of no Gemini. */
const UNNUMBERED = /^gemini-(?:[a-z-]*latest|(?!exp|pro|flash|embedding|gemma|robotics-er-1)[a-z])/;

const FLASH_BUDGET: ThinkingBudget = { least: 1, most: 24_576, canBeOff: true };
const LITE_BUDGET: ThinkingBudget = { least: 512, most: 24_576, canBeOff: true };
const PRO_BUDGET: ThinkingBudget = { least: 128, most: 32_768, canBeOff: false };

/** `minimal` is of Flash alone, and no longer from 3.7 on; the first 3 Pro knew neither it nor `medium`. */
function levels(generation: number, pro: boolean, draws: boolean): readonly string[] {
  if (generation < 3) return [];
  if (draws) return imageLevels(pro);
  if (pro) return generation === 3 ? ['low', 'high'] : ['low', 'medium', 'high'];
  return generation >= 3.7 ? ['low', 'medium', 'high'] : ['minimal', 'low', 'medium', 'high'];
}

/** Gemma thinks or does not, from its fourth generation on: https://ai.google.dev/gemma/docs/core/gemma_on_gemini_api */
const ON_OR_OFF = ['minimal', 'high'];

/** Pro always thinks as it thinks where it makes pictures. */
function imageLevels(pro: boolean): readonly string[] {
  return pro ? [] : ['minimal', 'high'];
}
