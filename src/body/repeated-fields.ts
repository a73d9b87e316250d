import { skipBlank } from '../json/json-edit';
import { JsonScanner } from '../json/json-scan';
import { foldedName } from './folded-name';

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
/** No field that is looked into is nested so deeply by anybody who means well. */
const MAX_DEPTH = 16;

/**
 * The first field that is more than once in one object: among the top-level ones that `sought` names, and anywhere
 * in their values. Of such fields one parser reads the first, another the last: what was checked here may not be what is
 * read there. Escaped names (`"\u0065xtra"`) count as what they say.
 * @param sought the top-level fields that are looked at, in lower case
 * @returns its path, as `extra_body.headers`; undefined where nothing is repeated
 */
export function repeatedField(raw: Buffer, sought: ReadonlySet<string>): string | undefined {
  const scanner = new JsonScanner(raw);
  const seen = new Set<string>();
  let found: string | undefined;
  scanner.membersEnd(skipBlank(raw, 0), (keyStart, start) => {
    const key = nameAt(raw, scanner, keyStart);
    const name = foldedName(key);
    if (!sought.has(name)) return scanner.valueEnd(start);
    if (seen.has(name)) found ??= key;
    seen.add(name);
    const end = scanner.valueEnd(start);
    if (end >= 0) found ??= repeatedIn(raw, scanner, start, key, 1);
    return end;
  });
  return found;
}

/** The same inside a value, at any depth. The value is known to be right. */
function repeatedIn(
  raw: Buffer,
  scanner: JsonScanner,
  start: number,
  path: string,
  depth: number,
): string | undefined {
  const first = raw[start];
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return undefined;
  if (depth > MAX_DEPTH) return path;
  let found: string | undefined;
  if (first === OPEN_BRACKET) {
    let index = 0;
    scanner.elementsEnd(start, (element) => {
      found ??= repeatedIn(raw, scanner, element, `${path}.${index++}`, depth + 1);
      return scanner.valueEnd(element);
    });
    return found;
  }
  const seen = new Set<string>();
  scanner.membersEnd(start, (keyStart, valueStart) => {
    const key = nameAt(raw, scanner, keyStart);
    const within = `${path}.${key}`;
    if (seen.has(foldedName(key))) found ??= within;
    seen.add(foldedName(key));
    found ??= repeatedIn(raw, scanner, valueStart, within, depth + 1);
    return scanner.valueEnd(valueStart);
  });
  return found;
}

/** The name that begins at a quote, its escapes read. */
function nameAt(raw: Buffer, scanner: JsonScanner, from: number): string {
  const text: unknown =
    raw[from] === QUOTE ? JSON.parse(raw.toString('utf8', from, scanner.stringEnd(from))) : '';
  return typeof text === 'string' ? text : '';
}
