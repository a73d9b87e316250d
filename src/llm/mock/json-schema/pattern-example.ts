const LONGEST_PATTERN = 1_000;
const LONGEST_REPEAT = 4_000;
const MOST_STRETCHES = 64;

/** Every printable ASCII character, the plainest first, then the rest of the basic plane. */
const CANDIDATES: readonly string[] = [
  ...Array.from('abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
  ...Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code)).slice(0x20),
  '\t',
  '\n',
];

const CLASS = /\[(?:\\[^]|[^\]\\])*\]/y;
const ESCAPE = /\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|c[a-z]|p\{[^}]*\}|[^])/iy;
const GROUP_START = /\((?:\?:|\?<[^=!>][^>]*>|(?!\?))/y;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;

/** Writes what a part of a pattern matches; `stretch` says how often more than needed its open parts repeat. */
type Writer = (stretch: number) => string;

/**
 * A text that a regular expression matches, with as many repetitions as `minLength` (in characters) asks for. Knows
 * literals, classes, escapes, groups, alternatives (the first one) and quantifiers; undefined for what it does not know
 * (look-around, back references), and where `maxLength` is in the way.
 */
export function patternExample(pattern: string, minLength: number, maxLength: number): string | undefined {
  if (pattern.length > LONGEST_PATTERN) return undefined;
  const writer = new PatternReader(pattern).read();
  if (writer === undefined) return undefined;
  let text = '';
  for (let stretch = 0; stretch <= MOST_STRETCHES; stretch += 1) {
    const longer = writer(stretch);
    if (longer.length > maxLength) break;
    text = longer;
    if (text.length >= Math.max(minLength, 1)) return text;
  }
  return minLength === 0 ? text : undefined;
}

/** Reads a pattern by recursive descent. */
class PatternReader {
  #at = 0;

  constructor(private readonly pattern: string) {}

  read(): Writer | undefined {
    const writer = this.#alternatives();
    return this.#at === this.pattern.length ? writer : undefined;
  }

  #alternatives(): Writer | undefined {
    const first = this.#sequence();
    while (this.pattern[this.#at] === '|') {
      this.#at += 1;
      if (this.#sequence() === undefined) return undefined;
    }
    return first;
  }

  #sequence(): Writer | undefined {
    const parts: Writer[] = [];
    while (this.#at < this.pattern.length && !'|)'.includes(this.pattern.charAt(this.#at))) {
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      parts.push(this.#repeated(atom));
    }
    return (stretch) => parts.map((part) => part(stretch)).join('');
  }

  #atom(): Writer | undefined {
    const group = this.#take(GROUP_START);
    if (group !== undefined) return this.#group();
    const set = this.#take(CLASS) ?? this.#take(ESCAPE);
    if (set !== undefined) return character(set[0]);
    const literal = String.fromCodePoint(this.pattern.codePointAt(this.#at) ?? 0);
    this.#at += literal.length;
    if (literal === '^' || literal === '$') return () => '';
    if (literal === '.') return () => 'a';
    return '()[\\*+?'.includes(literal) ? undefined : () => literal;
  }

  #group(): Writer | undefined {
    const inner = this.#alternatives();
    if (this.pattern[this.#at] !== ')') return undefined;
    this.#at += 1;
    return inner;
  }

  #repeated(atom: Writer): Writer {
    const found = this.#take(QUANTIFIER);
    if (found === undefined) return atom;
    const [, symbol, least, comma, most] = found;
    const min = symbol === undefined ? Number(least) : symbol === '+' ? 1 : 0;
    let max = Infinity;
    if (symbol === '?') max = 1;
    else if (symbol === undefined && comma === undefined) max = min;
    else if (most) max = Number(most);
    return (stretch) => {
      const once = atom(stretch);
      const bound = Math.floor(LONGEST_REPEAT / Math.max(once.length, 1));
      return once.repeat(Math.min(min + stretch, max, bound));
    };
  }

  #take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.pattern) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }
}

/** Writes the plainest character of a class or an escape; undefined for back references and empty classes. */
function character(source: string): Writer | undefined {
  if (/^\\[1-9k]/.test(source)) return undefined;
  if (/^\\b$/i.test(source)) return () => '';
  const expression = singleCharacter(source);
  const found = expression && CANDIDATES.find((candidate) => expression.test(candidate));
  return found === undefined ? undefined : () => found;
}

/** JSON Schema's patterns are Unicode ones; some in the wild hold escapes (`\-`) that only the older syntax has. */
function singleCharacter(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(`^${source}$`, flags);
    } catch {
      continue;
    }
  }
  return undefined;
}
