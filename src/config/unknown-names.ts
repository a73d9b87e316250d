import type { Environment } from './environment';
import { didYouMean } from './provider-file/nearest-name';
import { boundSettings, SETTING_PREFIX } from './setting.decorator';

/** Names of the command line and of the examples, which look like settings of the service and are not. */
const OF_OTHER_PROGRAMS: ReadonlySet<string> = new Set([
  'LLM_PROXY_KEY',
  'LLM_PROXY_URL',
  'LLM_PROXY_ADMIN_KEY',
]);

/** What Kubernetes and Docker put into the environment for a Service called `llm-proxy` (`LLM_PROXY_PORT=tcp://…`). */
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//;

/**
 * One line for each variable that is meant for this service and is not one of its settings: any other name behind
 * `LLM_PROXY__`, and a setting's name behind a prefix that is nearly right (`LLM_PROXY_PORT`).
 */
export function unknownNames(environment: Environment): string[] {
  const names = boundSettings().map(({ name }) => name);
  const known = new Set(names);
  const mistakes: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    const ours = name.toUpperCase().startsWith(SETTING_PREFIX);
    const hint = ours ? behindPrefix(name, names, known) : behindAlmostPrefix(name, value, names);
    if (hint !== undefined) {
      mistakes.push(`${name} is not a setting${hint}. docs/configuration.md lists them all.`);
    }
  }
  return mistakes;
}

/** The hint for a name that begins as settings do; undefined when it is a setting. */
function behindPrefix(
  name: string,
  names: readonly string[],
  known: ReadonlySet<string>,
): string | undefined {
  const rest = name.slice(SETTING_PREFIX.length);
  if (name.startsWith(SETTING_PREFIX) && known.has(rest)) return undefined;
  return nearest(rest, names);
}

/** The hint for a name that is a setting's but for its prefix; undefined for variables of others. */
function behindAlmostPrefix(
  name: string,
  value: string | undefined,
  names: readonly string[],
): string | undefined {
  if (OF_OTHER_PROGRAMS.has(name) || SERVICE_LINK.test(value ?? '')) return undefined;
  const joined = /^LLM[^A-Z0-9]*PROXY[^A-Z0-9]*([A-Z0-9].*)$/i.exec(name)?.[1];
  if (joined !== undefined) return nonEmpty(didYouMean(joined, names)) ?? ofSameWords(joined, names);
  const at = name.indexOf('__');
  if (at < 0 || didYouMean(name.slice(0, at), ['LLM_PROXY']) === '') return undefined;
  return nonEmpty(didYouMean(name.slice(at), names));
}

/**
 * The one setting whose name has all the words of this one, in their order: of two words or more, or its last one
 * (`LLM_PROXY_INTERNAL_KEY`, `LLM_PROXY_MODE`). Undefined where none or several have: such a name may be another program's.
 */
function ofSameWords(joined: string, names: readonly string[]): string | undefined {
  const words = joined.toUpperCase().split(/[^A-Z0-9]+/);
  const [only, ...others] = names.filter((name) => hasWords(name.split('_'), words));
  return only === undefined || others.length > 0 ? undefined : ` (did you mean ${SETTING_PREFIX}${only}?)`;
}

function hasWords(name: readonly string[], words: readonly string[]): boolean {
  if (words.length === 1) return name.length > 1 && name.at(-1) === words[0];
  let found = 0;
  for (const word of name) if (word === words[found]) found++;
  return found === words.length;
}

function nonEmpty(hint: string): string | undefined {
  return hint === '' ? undefined : withPrefix(hint);
}

/** The setting that a mistyped name means: nearly the same letters, else the one that ends or begins with it, or has its words. */
function nearest(rest: string, names: readonly string[]): string {
  const mistyped = didYouMean(rest, names);
  if (mistyped !== '') return withPrefix(mistyped);
  const bare = bareName(rest);
  if (bare.length < 3) return '';
  const longer = names.find((name) => bareName(name).startsWith(bare) || bare.startsWith(bareName(name)));
  const ending = names.filter((name) => bareName(name).endsWith(bare));
  const found = ending.length === 1 ? ending[0] : longer;
  if (found === undefined) return ofSameWords(rest, names) ?? '';
  return ` (did you mean ${SETTING_PREFIX}${found}?)`;
}

function withPrefix(hint: string): string {
  return hint.replace('did you mean ', `did you mean ${SETTING_PREFIX}`);
}

function bareName(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
