import type { SettingsTree } from './connect-clients';

const KEY = /^\s*([\w-]+)\s*=/;
const BARE = /^[\w-]+$/;

/**
 * A TOML text with these settings in it. The file is read by its lines: the keys at its top and the tables that are set are
 * replaced, everything else stays as it is.
 */
export function mergedToml(settings: SettingsTree, before: string): string {
  const top = new Set(Object.keys(settings).filter((name) => typeof settings[name] !== 'object'));
  const tables = new Set(tablesOf(settings, []).map(([name]) => name));
  const kept: string[] = [];
  let table = '';
  let dropped = false;
  for (const line of before.replace(/\r\n/g, '\n').split('\n')) {
    const header = tableIn(line);
    if (header !== undefined) {
      table = header;
      dropped = tables.has(table);
    }
    const key = table === '' ? KEY.exec(line)?.[1] : undefined;
    if (!dropped && (key === undefined || !top.has(key))) kept.push(line);
  }
  const rest = kept.join('\n').trim();
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
  return {
    keys: keyLines(settings),
    sections: tablesOf(settings, []).map(([name, table]) => `[${name}]\n${keyLines(table)}`),
  };
}

/** The tables that hold values of their own, by their names. */
function tablesOf(settings: SettingsTree, path: readonly string[]): [string, SettingsTree][] {
  return Object.entries(settings).flatMap(([name, value]): [string, SettingsTree][] => {
    if (!isTable(value)) return [];
    const here = [...path, BARE.test(name) ? name : JSON.stringify(name)];
    const own: [string, SettingsTree][] = keyLines(value) === '' ? [] : [[here.join('.'), value]];
    return [...own, ...tablesOf(value, here)];
  });
}

function keyLines(settings: SettingsTree): string {
  return Object.entries(settings)
    .filter(([, value]) => !isTable(value))
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    .join('\n');
}

/** The table that begins on a line, one or one of several; undefined where none does. */
function tableIn(line: string): string | undefined {
  const text = line.trim();
  const end = text.indexOf(']');
  return text.startsWith('[') && end > 0 ? text.slice(0, end).replace(/[[\]"'\s]/g, '') : undefined;
}

function isTable(value: SettingsTree[string] | undefined): value is SettingsTree {
  return typeof value === 'object' && !Array.isArray(value);
}
