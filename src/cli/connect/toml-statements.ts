/** What of a TOML text stays together: a key with its value, the header of a table, or a blank line or comment. */
export interface TomlStatement {
  /** Its lines, as they are. */
  readonly text: string;
  /** `keep` is a blank line or a comment. */
  readonly kind: 'table' | 'key' | 'keep';
  /** The table's name, or the whole name of a key, the table's in front of it. */
  readonly path: readonly string[];
  /** How many parts of the path are the table's. */
  readonly depth: number;
}

const PART = /\s*(?:([\w-]+)|"([^"\\]*)"|'([^']*)')\s*/y;

/**
 * The statements of a TOML text (https://toml.io/en/v1.0.0). Values are not looked into: only their ends are looked for, because a
 * text or a list may go over several lines that look like statements.
 * @returns undefined for a text that is not read so
 */
export function tomlStatements(text: string): readonly TomlStatement[] | undefined {
  const statements: TomlStatement[] = [];
  let table: readonly string[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const start = line.trimStart();
    if (start === '' || start.startsWith('#')) {
      statements.push({ text: line, kind: 'keep', path: table, depth: table.length });
      at += 1;
    } else if (start.startsWith('[')) {
      const path = namedBefore(']', start.replace(/^\[\[?/, ''))?.path;
      if (path === undefined) return undefined;
      table = path;
      statements.push({ text: line, kind: 'table', path, depth: path.length });
      at += 1;
    } else {
      const key = namedBefore('=', start);
      if (key === undefined) return undefined;
      const value = new ValueEnd();
      let end = at;
      value.read(key.rest);
      while (value.isOpen && end + 1 < lines.length) value.read(lines[(end += 1)] ?? '');
      if (value.isOpen) return undefined;
      const whole = lines.slice(at, end + 1).join('\n');
      statements.push({ text: whole, kind: 'key', path: [...table, ...key.path], depth: table.length });
      at = end + 1;
    }
  }
  return statements;
}

/** A name of one or more parts, and what is behind the character that ends it. */
function namedBefore(
  end: string,
  text: string,
): { readonly path: readonly string[]; readonly rest: string } | undefined {
  const path: string[] = [];
  PART.lastIndex = 0;
  for (;;) {
    const at = PART.lastIndex;
    const part = PART.exec(text);
    if (part === null || PART.lastIndex === at) return undefined;
    path.push(part[1] ?? part[2] ?? part[3] ?? '');
    const next = text.charAt(PART.lastIndex);
    if (next === end) return { path, rest: text.slice(PART.lastIndex + 1) };
    if (next !== '.') return undefined;
    PART.lastIndex += 1;
  }
}

/** Whether a value goes on behind the lines that were read. */
class ValueEnd {
  /** The quotes of the text that is open. */
  #quotes = '';
  #depth = 0;

  get isOpen(): boolean {
    return this.#depth > 0 || this.#quotes.length === 3;
  }

  read(line: string): void {
    for (let at = 0; at < line.length; at += 1) {
      const one = line.charAt(at);
      if (this.#quotes !== '') {
        if (one === '\\' && this.#quotes.startsWith('"')) at += 1;
        else if (line.startsWith(this.#quotes, at)) {
          at += this.#quotes.length - 1;
          // A text in three quotes may end in one or two of its own.
          while (this.#quotes.length === 3 && line.charAt(at + 1) === one) at += 1;
          this.#quotes = '';
        }
      } else if (one === '#') return;
      else if (one === '"' || one === "'") {
        const three = one.repeat(3);
        this.#quotes = line.startsWith(three, at) ? three : one;
        at += this.#quotes.length - 1;
      } else if (one === '[' || one === '{') this.#depth += 1;
      else if (one === ']' || one === '}') this.#depth -= 1;
    }
    if (this.#quotes.length === 1) this.#quotes = '';
  }
}
