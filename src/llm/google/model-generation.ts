/** What a model's name tells about what it takes. */
export interface ModelGeneration {
  /** Thinking is set by a number of tokens (2.5), by a level (3 and later), or there is none to set. */
  readonly thinking: 'budget' | 'level' | 'none';
  /** Pro models always think. */
  readonly pro: boolean;
  /** The first Gemini 3 Pro knows the levels low and high only. */
  readonly noMediumLevel: boolean;
  /** From Gemini 3 on, a function call of an earlier answer is refused without its thought signature. */
  readonly signaturesNeeded: boolean;
}

/**
 * Reads the generation from a model's name; a name without a number (`gemini-flash-latest`) is the newest.
 * https://ai.google.dev/gemini-api/docs/models
 */
export function modelGeneration(model: string): ModelGeneration {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const number = /^gemini-(\d+)(?:\.(\d+))?/.exec(name);
  const newest = number === null && /^gemini-(?:[a-z-]*)latest/.test(name);
  const generation = newest ? 3 : Number(number?.[1] ?? 0) + Number(number?.[2] ?? 0) / 10;
  return {
    thinking: generation >= 3 ? 'level' : generation >= 2.5 ? 'budget' : 'none',
    pro: /\bpro\b/.test(name),
    noMediumLevel: name.startsWith('gemini-3-pro'),
    signaturesNeeded: generation >= 3,
  };
}
