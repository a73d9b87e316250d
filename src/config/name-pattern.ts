/** A name of models in which `*` is any text, none included (`claude-*`). */
export interface NamePattern {
  readonly text: string;
  /** How many characters of it are not `*`: of two patterns the one with more of them says more. */
  readonly literalLength: number;
  /** Whether a name is one of the pattern's, in a time that grows with the name's length alone. */
  readonly matches: (name: string) => boolean;
}

/** Whether a name is a pattern. */
export function isPattern(name: string): boolean {
  return name.includes('*');
}

/** Reads a pattern; one without `*` matches itself. */
export function namePattern(text: string): NamePattern {
  return { text, literalLength: text.replaceAll('*', '').length, matches: matcherOf(text) };
}

/** Which of two patterns is asked first: the one with more characters of its own, else by their order as texts. */
export function bySpecificity(one: NamePattern, other: NamePattern): number {
  return other.literalLength - one.literalLength || (one.text < other.text ? -1 : 1);
}

function matcherOf(text: string): (name: string) => boolean {
  const [first = '', ...rest] = text.split('*');
  const last = rest.pop();
  if (last === undefined) return (name) => name === text;
  const parts = rest.filter((part) => part !== '');
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
      return false;
    const end = name.length - last.length;
    let from = first.length;
    for (const part of parts) {
      const at = name.indexOf(part, from);
      if (at < 0 || at + part.length > end) return false;
      from = at + part.length;
    }
    return true;
  };
}
