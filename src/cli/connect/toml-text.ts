import type { SettingsTree } from './connect-clients';
import { tomlStatements } from './toml-statements';
import type { TomlStatement } from './toml-statements';

const BARE = /^[\w-]+$/;

type Table = readonly [path: readonly string[], values: SettingsTree];

/**
 * A TOML text with these settings in it: the keys at its top and the tables that are set are replaced, everything else stays as it is.
 * @param without tables that cannot be there beside these settings
 * @returns undefined for a text that cannot be read, or that says what is set in a form that cannot be joined (a table in braces)
 */
export function mergedToml(
  settings: SettingsTree,
  before: string,
  without: readonly (readonly string[])[],
): string | undefined {
  const statements = tomlStatements(before);
  if (statements === undefined) return undefined;
  const tables = tablesOf(settings, []).map(([path]) => path);
  const set = [...topKeys(settings), ...tables];
  // `model_providers = { … }` cannot have further tables.
  const isClosed = ({ kind, path }: TomlStatement): boolean =>
    kind === 'key' && tables.some((table) => table.length > path.length && startsWith(table, path));
  if (statements.some(isClosed)) return undefined;
  let dropped = false;
  const isSet = ({ kind, path, depth }: TomlStatement): boolean =>
    kind === 'key' && set.some((one) => depth < one.length && startsWith(path, one));
  const kept = statements.filter((statement) => {
    const { kind, path } = statement;
    if (kind === 'table') {
      dropped =
        tables.some((table) => isSame(table, path)) || without.some((table) => startsWith(path, table));
      return !dropped;
    }
    return !dropped && !isSet(statement);
  });
  const rest = kept
    .map(({ text }) => text)
    .join('\n')
    .trim();
  const { keys, sections } = partsOf(settings);
  return [keys, rest, ...sections]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** The settings alone. */
export function writtenToml(settings: SettingsTree): string {
  const { keys, sections } = partsOf(settings);
  return [keys, ...sections]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function partsOf(settings: SettingsTree): { readonly keys: string; readonly sections: readonly string[] } {
  const sections = tablesOf(settings, []).map(([path, values]) => {
    const name = path.map((part) => (BARE.test(part) ? part : JSON.stringify(part))).join('.');
    return `[${name}]\n${keyLines(values)}`;
  });
  return { keys: keyLines(settings), sections };
}

function topKeys(settings: SettingsTree): string[][] {
  return Object.entries(settings)
    .filter(([, value]) => !isTable(value))
    .map(([name]) => [name]);
}

/** The tables that hold values of their own, by their names. */
function tablesOf(settings: SettingsTree, path: readonly string[]): Table[] {
  return Object.entries(settings).flatMap(([name, value]): Table[] => {
    if (!isTable(value)) return [];
    const here = [...path, name];
    const own: Table[] = keyLines(value) === '' ? [] : [[here, value]];
    return [...own, ...tablesOf(value, here)];
  });
}

function keyLines(settings: SettingsTree): string {
  return Object.entries(settings)
    .filter(([, value]) => !isTable(value))
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join('\n');
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((part, index) => path[index] === part);
}

function isSame(path: readonly string[], other: readonly string[]): boolean {
  return path.length === other.length && startsWith(path, other);
}

function isTable(value: SettingsTree[string] | undefined): value is SettingsTree {
  return typeof value === 'object' && !Array.isArray(value);
}
