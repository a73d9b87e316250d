import { isObject } from '../../json/json-object';
import { parsedJson } from '../../json/parsed-json';
import { UsageError } from '../usage-error';

/** An export as a table: the titles of its columns as they are written, and its lines. */
export interface ExportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * What is between the fields of a table: a spreadsheet writes semicolons where the comma begins a fraction, or tabs.
 * https://support.microsoft.com/office/import-or-export-text-txt-or-csv-files-5250ac4c-663c-47ce-937b-339e391393ba
 */
type Separator = ',' | ';' | '\t';

/** Reads a table (CSV), or objects: one a line, or a list of them. @throws UsageError for JSON that is broken */
export function exportTable(text: string): ExportTable {
  if (/^\s*[[{]/.test(text)) return tableOf(objectsIn(text));
  // Excel's own first line, which says what the separator is.
  const [told = '', named] = /^"?sep=([,;\t])"?\r?\n/i.exec(text) ?? [];
  const table = text.slice(told.length);
  const separator = SEPARATORS.find((one) => one === named) ?? separatorOf(table);
  const [head = [], ...rows] = csvRows(table, separator);
  return { head, rows: separator === ';' ? rows.map((row) => row.map(withPoint)) : rows };
}

const SEPARATORS: readonly Separator[] = [',', ';', '\t'];

/** The one that the titles have most of. */
function separatorOf(table: string): Separator {
  const [head = ''] = table.split('\n', 1);
  let most: Separator = ',';
  for (const one of SEPARATORS) if (head.split(one).length > head.split(most).length) most = one;
  return most;
}

/** `1.234,56` and `0,85` with a point for the comma; any other text as it is. */
function withPoint(text: string): string {
  return /^\s*-?\d+(?:\.\d{3})*,\d+\s*$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text;
}

/** A title in one form: `lineItem/UsageType`, `line_item_usage_type` and `Line Item Usage Type` are the same. */
export function titleOf(text: string): string {
  return text
    .trim()
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^a-zA-Z0-9]+/g, '_')
    .toLowerCase();
}

/** Where columns of these names are; those that are not there are left out. @param titles see {@link titleOf} */
export function columnsOf(titles: readonly string[], names: readonly string[]): readonly number[] {
  return names.map((name) => titles.indexOf(name)).filter((at) => at >= 0);
}

function objectsIn(text: string): readonly unknown[] {
  const whole = parsedJson(text);
  if (Array.isArray(whole)) return whole;
  if (whole !== undefined) return [whole];
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const value = parsedJson(line);
    if (value === undefined) throw new UsageError(`The export has no JSON in line ${index + 1}.`);
    return [value];
  });
}

function tableOf(objects: readonly unknown[]): ExportTable {
  const flat = objects.map((value) => flattened(value));
  const head = [...new Set(flat.flatMap((fields) => [...fields.keys()]))];
  return { head, rows: flat.map((fields) => head.map((name) => fields.get(name) ?? '')) };
}

/** Deeper than any export is. */
const MAX_DEPTH = 8;

/** Fields of fields by their path (`sku.description`); of a list of names and values each by its name (`labels.team`). */
function flattened(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  const depth = path.split('.').length;
  const under = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (Array.isArray(value)) {
    for (const one of value) {
      if (isObject(one) && typeof one['key'] === 'string') into.set(under(one['key']), textOf(one['value']));
    }
  } else if (isObject(value) && depth <= MAX_DEPTH) {
    for (const [name, field] of Object.entries(value)) flattened(field, under(name), into);
  } else if (path !== '') into.set(path, textOf(value));
  return into;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The fields of each line (RFC 4180), in one pass. */
function csvRows(text: string, separator: Separator): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = (): void => {
    row.push(field);
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === separator) endField();
    else if (char === '\n') {
      endField();
      rows.push(row);
      row = [];
    } else if (char !== '\r') field += char;
  }
  if (field !== '' || row.length > 0) {
    endField();
    rows.push(row);
  }
  return rows;
}
