import { parse } from 'yaml';
import { members, text } from './shipped-files';

/** What `!reset` represents: the value is taken away. */
const RESET = Symbol('reset');

const TAGS = [{ tag: '!reset', resolve: (): symbol => RESET }];

/** One Compose file as it is written, `!reset` included. */
function composeFile(path: string): unknown {
  return parse(text(path), { customTags: TAGS, uniqueKeys: true }) as unknown;
}

/**
 * Compose files laid over one another, as `docker compose -f … -f …` does it with mappings
 * (https://docs.docker.com/reference/compose-file/merge/); a list of an overlay is added to the one beneath it.
 */
export function composed(...paths: readonly string[]): unknown {
  return paths.map(composeFile).reduce(laidOver);
}

function laidOver(below: unknown, above: unknown): unknown {
  if (Array.isArray(below) && Array.isArray(above)) return [...(below as unknown[]), ...(above as unknown[])];
  if (!isMapping(below) || !isMapping(above)) return above;
  const merged = new Map(members(below));
  for (const [name, value] of members(above)) {
    if (value === RESET) merged.delete(name);
    else merged.set(name, laidOver(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of a Compose file with `${NAME}`, `${NAME:-else}` and `${NAME:+then}` replaced, nested ones too. */
export function interpolated(value: string, environment: Readonly<Record<string, string>>): string {
  const innermost = /\$\{(\w+)(?:(:[-+?])([^${}]*))?\}/;
  let left = value;
  for (;;) {
    const [found, name = '', operator, other = ''] = innermost.exec(left) ?? [];
    if (found === undefined) return left;
    const given = environment[name] ?? '';
    const then = operator === ':+' ? given && other : given || (operator === ':-' ? other : '');
    left = left.replace(found, () => then);
  }
}
