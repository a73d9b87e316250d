/**
 * Makes src/catalogue/known-models.data.ts anew: how many tokens of context and of an answer each publicly known model has, out of
 * the table in LiteLLM's package (MIT), which must be installed in litellm/.venv. Run: node scripts/known-models.mjs
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

/**
 * A table of names by what is said of them: a bare name for all providers, `provider/name` where one differs.
 * @param {(entry: Record<string, unknown>) => number | string | undefined} factOf of one entry; undefined where it says nothing
 * @param {(one: any, other: any) => number | string} ofBoth where one provider has several entries (regions)
 */
function tableOf(factOf, ofBoth) {
  /** By bare name: what the maker's own entry says, and what each provider says. */
  const byName = new Map();
  for (const [key, entry] of Object.entries(table)) {
    const { mode, litellm_provider: provider } = entry;
    const fact = MODES.has(mode) ? factOf(entry) : undefined;
    const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase();
    if (fact === undefined || !/^[\w.:@+-]+$/.test(name) || !/^\w[\w-]*$/.test(provider ?? '')) continue;
    const known = byName.get(name) ?? { own: undefined, at: new Map() };
    if (key === name) known.own = fact;
    const before = known.at.get(provider);
    known.at.set(provider, before === undefined ? fact : ofBoth(before, fact));
    byName.set(name, known);
  }
  const byFact = new Map();
  const add = (fact, name) => byFact.set(fact, [...(byFact.get(fact) ?? []), name]);
  for (const [name, { own, at }] of byName) {
    const values = new Set(at.values());
    const general = own ?? (values.size === 1 ? [...values][0] : undefined);
    if (general !== undefined) add(general, name);
    for (const [provider, fact] of at) if (fact !== general) add(fact, `${provider}/${name}`);
  }
  return [...byFact]
    .sort(([one], [other]) => (typeof one === 'number' ? one - other : one < other ? -1 : 1))
    .map(([fact, names]) => `${fact} ${names.sort().join(' ')}`);
}

const tokensIn = (field) => (entry) =>
  Number.isSafeInteger(entry[field]) && entry[field] > 0 ? entry[field] : undefined;
const windows = tableOf(tokensIn('max_input_tokens'), Math.min);
const answers = tableOf(tokensIn('max_output_tokens'), Math.min);

/** What a model is said not to have; that nothing is said of something means nothing. */
const CAPABILITIES = {
  tools: 'supports_function_calling',
  vision: 'supports_vision',
  json_schema: 'supports_response_schema',
};

/** By provider alone: one and the same model has more at one than at another. Of several entries all have to say so. */
function lackedAtProviders() {
  const lacked = new Map();
  for (const [key, entry] of Object.entries(table)) {
    const { mode, litellm_provider: provider } = entry;
    const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase();
    if (!MODES.has(mode) || !/^[\w.:@+-]+$/.test(name) || !/^\w[\w-]*$/.test(provider ?? '')) continue;
    const lacks = Object.keys(CAPABILITIES).filter((one) => entry[CAPABILITIES[one]] === false);
    const before = lacked.get(`${provider}/${name}`) ?? lacks;
    lacked.set(
      `${provider}/${name}`,
      before.filter((one) => lacks.includes(one)),
    );
  }
  const byLack = Map.groupBy(lacked.entries(), ([, lacks]) => lacks.join(','));
  byLack.delete('');
  return [...byLack]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([lacks, names]) =>
        `${lacks} ${names
          .map(([name]) => name)
          .sort()
          .join(' ')}`,
    );
}
const lacks = lackedAtProviders();
const date = new Date().toISOString().slice(0, 10);
writeFileSync(
  inRoot('src', 'catalogue', 'known-models.data.ts'),
  `/**
 * What is known of models: a fact and the names of which it is true, a line each. Made by
 * scripts/known-models.mjs on ${date} from LiteLLM ${version}, model_prices_and_context_window_backup.json (MIT,
 * https://github.com/BerriAI/litellm). Not to be changed by hand.
 */

/** Tokens of context. */
export const KNOWN_WINDOWS = \`
${windows.join('\n')}
\`;

/** Tokens of an answer at the most. */
export const KNOWN_ANSWERS = \`
${answers.join('\n')}
\`;

/** Capabilities that a model has not. */
export const KNOWN_LACKS = \`
${lacks.join('\n')}
\`;
`,
);
console.log(`${windows.length} windows, ${answers.length} sizes of answers`);
