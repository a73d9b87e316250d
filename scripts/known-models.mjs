/**
 * Makes src/catalogue/known-models.data.ts anew: how many tokens of context each publicly known model has, out of the
 * table in LiteLLM's package (MIT), which must be installed in litellm/.venv. Run: node scripts/known-models.mjs
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { inRoot } from './setup/paths.mjs';

const MODES = new Set(['chat', 'completion', 'responses', 'embedding']);
const lib = inRoot('litellm', '.venv', 'lib');
const [python] = readdirSync(lib).filter((name) => name.startsWith('python3'));
const packages = `${lib}/${python}/site-packages`;
const version = readdirSync(packages)
  .map((name) => /^litellm-(\d[\d.]*)\.dist-info$/.exec(name)?.[1])
  .find((found) => found !== undefined);
const table = JSON.parse(
  readFileSync(`${packages}/litellm/model_prices_and_context_window_backup.json`, 'utf8'),
);

/** By bare name: what the maker's own entry says, and what each provider says. */
const byName = new Map();
for (const [key, { mode, max_input_tokens: tokens, litellm_provider: provider }] of Object.entries(table)) {
  if (!MODES.has(mode) || !Number.isSafeInteger(tokens) || tokens <= 0) continue;
  const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase();
  if (!/^[\w.:@+-]+$/.test(name) || !/^\w[\w-]*$/.test(provider ?? '')) continue;
  const known = byName.get(name) ?? { own: undefined, at: new Map() };
  if (key === name) known.own = tokens;
  // Of several entries of one provider (regions) the smallest counts.
  known.at.set(provider, Math.min(known.at.get(provider) ?? Infinity, tokens));
  byName.set(name, known);
}

/** Names by their number of tokens: a bare name for all providers, `provider/name` where one differs. */
const byTokens = new Map();
const add = (tokens, name) => byTokens.set(tokens, [...(byTokens.get(tokens) ?? []), name]);
for (const [name, { own, at }] of byName) {
  const values = new Set(at.values());
  const general = own ?? (values.size === 1 ? [...values][0] : undefined);
  if (general !== undefined) add(general, name);
  for (const [provider, tokens] of at) if (tokens !== general) add(tokens, `${provider}/${name}`);
}

const lines = [...byTokens]
  .sort(([one], [other]) => one - other)
  .map(([tokens, names]) => `${tokens} ${names.sort().join(' ')}`);
const date = new Date().toISOString().slice(0, 10);
writeFileSync(
  inRoot('src', 'catalogue', 'known-models.data.ts'),
  `/**
 * How many tokens of context known models have: a number and the names that have it, a line each. Made by
 * scripts/known-models.mjs on ${date} from LiteLLM ${version}, model_prices_and_context_window_backup.json (MIT,
 * https://github.com/BerriAI/litellm). Not to be changed by hand.
 */
export const KNOWN_MODELS = \`
${lines.join('\n')}
\`;
`,
);
console.log(`${byName.size} models, ${lines.length} sizes`);
