import { lookup } from '../json/lookup';
import { KNOWN_ANSWERS, KNOWN_LACKS, KNOWN_WINDOWS } from './known-models.data';

/** LiteLLM's names of providers, where they differ from ours. */
const NAMES_THERE = lookup<readonly string[]>({
  google: ['gemini'],
  vertex: ['vertex_ai', 'vertex_ai-language-models', 'vertex_ai-anthropic_models'],
  bedrock: ['bedrock_converse', 'bedrock'],
  azure: ['azure', 'azure_ai'],
  together: ['together_ai'],
  fireworks: ['fireworks_ai'],
  alibaba: ['dashscope'],
  moonshotai: ['moonshot'],
});

/** A table of names by a fact, read with the first question for it: most processes that list models are told all sizes by others. */
class KnownFacts<T> {
  #facts: ReadonlyMap<string, T> | undefined;

  constructor(
    private readonly lines: string,
    private readonly read: (fact: string) => T,
  ) {}

  of(provider: string, model: string): T | undefined {
    const known = (this.#facts ??= this.#parsed());
    const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
    for (const one of NAMES_THERE[provider] ?? [provider]) {
      const own = known.get(`${one}/${name}`);
      if (own !== undefined) return own;
    }
    return known.get(name);
  }

  #parsed(): ReadonlyMap<string, T> {
    const facts = new Map<string, T>();
    for (const line of this.lines.trim().split('\n')) {
      const [text = '', ...names] = line.split(' ');
      const fact = this.read(text);
      for (const name of names) facts.set(name, fact);
    }
    return facts;
  }
}

const WINDOWS = new KnownFacts(KNOWN_WINDOWS, Number);
const ANSWERS = new KnownFacts(KNOWN_ANSWERS, Number);
const LACKS = new KnownFacts(KNOWN_LACKS, (words): readonly string[] => words.split(','));

/**
 * The context window of a publicly known model, in tokens; undefined for another one.
 * @param provider its provider, as connections name it
 * @param model its name there, also as a path (`models/…`, `org/…`)
 */
export function knownContextLength(provider: string, model: string): number | undefined {
  return WINDOWS.of(provider, model);
}

/** The longest answer of a publicly known model, in tokens; undefined for another one. Asked as {@link knownContextLength} is. */
export function knownMaxOutput(provider: string, model: string): number | undefined {
  return ANSWERS.of(provider, model);
}

/**
 * What a publicly known model has not, of `tools`, `vision` and `json_schema`; undefined where nothing is known to be missing. Asked
 * as {@link knownContextLength} is.
 */
export function knownLacks(provider: string, model: string): readonly string[] | undefined {
  return LACKS.of(provider, model);
}
