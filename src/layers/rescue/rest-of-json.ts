import { parsedJson } from '../../json/parsed-json';
import { isEqualJson } from './equal-json';

const SPACE: ReadonlySet<string | undefined> = new Set([' ', '\t', '\n', '\r']);

/**
 * What is missing of a JSON text that another one says again, with other white space between its values: providers write the
 * arguments of a call each in their own way.
 * @param begun the text so far
 * @param whole the other text
 * @returns undefined where they say different things
 */
export function restOfJson(begun: string, whole: string): string | undefined {
  let inString = false;
  let at = 0;
  for (let read = 0; read < begun.length; read++) {
    const character = begun[read];
    if (!inString) {
      if (SPACE.has(character)) continue;
      while (SPACE.has(whole[at])) at++;
    }
    if (character !== whole[at]) return undefined;
    if (inString && character === '\\' && read + 1 < begun.length) {
      if (begun[++read] !== whole[++at]) return undefined;
    } else if (character === '"') inString = !inString;
    at++;
  }
  const rest = whole.slice(at);
  return isEqualJson(parsedJson(begun + rest), parsedJson(whole)) ? rest : undefined;
}
