import { isObject } from '../../json/json-object';
import { UsageError } from '../usage-error';
import type { ClientFile, SettingsTree } from './connect-clients';
import { mergedToml, writtenToml } from './toml-text';

/**
 * A settings file's text with what is to be set in it; everything else stays.
 * @param before the text that is there; empty where it is missing
 * @throws UsageError for a text that cannot be read as its format: nothing is put into it then
 */
export async function settingsText({ format, settings }: ClientFile, before = ''): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(joined(parsedJson(before), settings), null, 2)}
`;
    case 'yaml':
      return mergedYaml(settings, before);
    case 'toml':
      return before.trim() === '' ? writtenToml(settings) : mergedToml(settings, before);
    case 'env':
      return mergedEnv(settings, before);
  }
}

function parsedJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed) && !Array.isArray(parsed)) return parsed;
  } catch {
    throw notReadable('JSON');
  }
  throw notReadable('JSON');
}

/** Comments and the order of what is there stay. */
async function mergedYaml(settings: SettingsTree, before: string): Promise<string> {
  // Other commands, and other formats, do without it.
  const { parseDocument, stringify } = await import('yaml');
  if (before.trim() === '') return stringify(settings, { lineWidth: 0 });
  const document = parseDocument(before);
  const there: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (there !== null && (!isObject(there) || Array.isArray(there))) throw notReadable('YAML');
  for (const [name, value] of Object.entries(settings)) {
    document.set(name, document.createNode(joined(there?.[name], value)));
  }
  return document.toString({ lineWidth: 0 });
}

function mergedEnv(settings: SettingsTree, before: string): string {
  const names = new Set(Object.keys(settings));
  const kept = before.split(/\r?\n/).filter((line) => {
    const name = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1];
    return name === undefined || !names.has(name);
  });
  while (kept.at(-1) === '') kept.pop();
  const added = Object.entries(settings).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [...kept, ...added, ''].join('\n');
}

/** What is there with what is set: objects field by field, lists of named things by their names, all else replaced. */
function joined(there: unknown, set: unknown): unknown {
  if (Array.isArray(set)) return Array.isArray(there) ? joinedList(there, set) : set;
  if (!isObject(set)) return set;
  const base = isObject(there) && !Array.isArray(there) ? there : {};
  const fields = Object.entries(set).map(([name, value]) => [name, joined(base[name], value)] as const);
  return { ...base, ...Object.fromEntries(fields) };
}

function joinedList(there: readonly unknown[], set: readonly unknown[]): unknown[] {
  const nameOf = (one: unknown): unknown => (isObject(one) ? one['name'] : one);
  const names = new Set(set.map(nameOf));
  return [...there.filter((one) => !names.has(nameOf(one))), ...set];
}

function notReadable(format: string): UsageError {
  return new UsageError(
    `The settings file that is there is not plain ${format}. Put the settings in by hand.`,
  );
}
