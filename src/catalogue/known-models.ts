import { KNOWN_MODELS } from './known-models.data';

/** LiteLLM's names of providers, where they differ from ours. */
const NAMES_THERE: Readonly<Record<string, readonly string[]>> = {
  google: ['gemini'],
  vertex: ['vertex_ai', 'vertex_ai-language-models', 'vertex_ai-anthropic_models'],
  bedrock: ['bedrock_converse', 'bedrock'],
  azure: ['azure', 'azure_ai'],
  together: ['together_ai'],
  fireworks: ['fireworks_ai'],
  alibaba: ['dashscope'],
  moonshotai: ['moonshot'],
};

let table: ReadonlyMap<string, number> | undefined;

/** Read with the first question for it: most processes that list models are told all sizes by others. */
function tokensByName(): ReadonlyMap<string, number> {
  if (table !== undefined) return table;
  const read = new Map<string, number>();
  for (const line of KNOWN_MODELS.trim().split('\n')) {
    const [tokens, ...names] = line.split(' ');
    for (const name of names) read.set(name, Number(tokens));
  }
  return (table = read);
}

/**
 * The context window of a publicly known model, in tokens; undefined for another one.
 * @param provider its provider, as connections name it
 * @param model its name there, also as a path (`models/…`, `org/…`)
 */
export function knownContextLength(provider: string, model: string): number | undefined {
  const known = tokensByName();
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const there = Object.hasOwn(NAMES_THERE, provider) ? NAMES_THERE[provider] : undefined;
  for (const one of there ?? [provider]) {
    const own = known.get(`${one}/${name}`);
    if (own !== undefined) return own;
  }
  return known.get(name);
}
