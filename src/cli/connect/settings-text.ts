import { isObject } from '../../json/json-object';
import { parsedObject } from '../../json/parsed-object';
import { UsageError } from '../usage-error';
import type { ClientFile, SettingsFormat, SettingsTree } from './connect-clients';
import { mergedToml, writtenToml } from './toml-text';
import { mergedYaml } from './yaml-text';

/**
 * A settings file's text with what is to be set in it; everything else stays.
 * @param before the text that is there; empty where it is missing
 * @param path where it is, for the message
 * @throws UsageError for a text that cannot be read as its format: nothing is put into it then
 */
export async function settingsText(file: ClientFile, before = '', path = file.path): Promise<string> {
  const text = before.replace(/^\uFEFF/, '');
  const whole = { ...file.defaults, ...file.settings };
  const merged = text.trim() === '' ? await written(file.format, whole) : await joinedText(file, text);
  if (merged !== undefined) return merged;
  throw new UsageError(
    `${path} is there and cannot be joined: it is not plain ${KINDS[file.format]}. Nothing was written. Without --write the settings are printed: put them in by hand.`,
  );
}

const KINDS: Readonly<Record<SettingsFormat, string>> = {
  json: 'JSON',
  yaml: 'YAML',
  toml: 'TOML',
  env: 'NAME=value',
  'docker-env': 'NAME=value',
};

/** The settings alone. */
async function written(format: SettingsFormat, settings: SettingsTree): Promise<string> {
  switch (format) {
    case 'json':
      return jsonText(settings);
    case 'yaml':
      // Other commands, and other formats, do without it.
      return (await import('yaml')).stringify(settings, { lineWidth: 0 });
    case 'toml':
      return writtenToml(settings);
    case 'env':
    case 'docker-env':
      return mergedEnv(settings, '', format);
  }
}

/** The settings in a text that is there; undefined where it cannot be read as its format. */
async function joinedText(
  { format, settings, defaults = {}, without = [] }: ClientFile,
  before: string,
): Promise<string | undefined> {
  switch (format) {
    case 'json': {
      const there = parsedObject(before);
      return there && jsonText(joined({ ...defaults, ...there }, settings));
    }
    case 'yaml':
      return mergedYaml(settings, defaults, before);
    case 'toml':
      return mergedToml(settings, before, without);
    case 'env':
    case 'docker-env':
      return mergedEnv(settings, before, format);
  }
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function mergedEnv(settings: SettingsTree, before: string, format: 'env' | 'docker-env'): string {
  const names = new Set(Object.keys(settings));
  const kept = before.split(/\r?\n/).filter((line) => {
    const name = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1];
    return name === undefined || !names.has(name);
  });
  while (kept.at(-1) === '') kept.pop();
  const added = Object.entries(settings).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${name}=${format === 'env' ? quoted(text) : text}`;
  });
  return [...kept, ...added, ''].join('\n');
}

/** In quotes where dotenv would take a `#` for a comment, or quotes for its own. */
function quoted(text: string): string {
  if (!/[#'"`]/.test(text)) return text;
  const quote = ["'", '"', '`'].find((one) => !text.includes(one)) ?? '';
  return `${quote}${text}${quote}`;
}

/** What is there with what is set: objects field by field, all else replaced. */
function joined(there: unknown, set: unknown): unknown {
  if (!isObject(set)) return set;
  const base = isObject(there) ? there : {};
  const fields = Object.entries(set).map(([name, value]) => [name, joined(base[name], value)] as const);
  return { ...base, ...Object.fromEntries(fields) };
}
