/** What a model's name tells about what it takes. */
export interface ModelGeneration {
  /** Thinking is set by a number of tokens (2.5), by a level (3 and later), or there is none to set. */
  readonly thinking: 'budget' | 'level' | 'none';
  /** The levels that it knows, the least first; empty where thinking is not set by a level. */
  readonly levels: readonly string[];
  /** Pro models always think. */
  readonly pro: boolean;
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
 * Reads the generation from a model's name; a name without a number (`gemini-flash-latest`) is the newest.
 * Sources: https://ai.google.dev/gemini-api/docs/models, …/thinking#levels, …/function-calling#multimodal,
 * …/tool-combination, …/structured-output (with tools: Gemini 3)
 */
export function modelGeneration(model: string): ModelGeneration {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const number = /^gemini-(\d+)(?:\.(\d+))?/.exec(name);
  const newest = number === null && /^gemini-(?:[a-z-]*)latest/.test(name);
  const generation = newest ? NEWEST : Number(number?.[1] ?? 0) + Number(number?.[2] ?? 0) / 10;
  const pro = /\bpro\b/.test(name);
  return {
    thinking: generation >= 3 ? 'level' : generation >= 2.5 ? 'budget' : 'none',
    levels: generation >= 3 ? levels(generation, pro) : [],
    pro,
    signaturesNeeded: generation >= 3,
    mediaInResults: generation >= 3,
    searchBesideFunctions: generation >= 3,
    formBesideTools: generation >= 3,
    endsWithUser: generation >= 3,
  };
}

const NEWEST = 3.8;

/** `minimal` is of Flash alone, and no longer from 3.7 on; the first 3 Pro knew neither it nor `medium`. */
function levels(generation: number, pro: boolean): readonly string[] {
  if (pro) return generation === 3 ? ['low', 'high'] : ['low', 'medium', 'high'];
  return generation >= 3.7 ? ['low', 'medium', 'high'] : ['minimal', 'low', 'medium', 'high'];
}
