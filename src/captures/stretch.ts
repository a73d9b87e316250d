/** A part of a text, from a character to before another one. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const REPLACEMENT = '[REDACTED]';

/** Stretches in order, those that touch as one. */
export function apart(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of stretches.toSorted((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/**
 * A part of a text with a word in the place of what is taken out of it, where that begins in it.
 * @param stretches of the whole text that reach into the part, in order
 * @param at where the part begins
 */
export function withoutStretches(part: string, stretches: readonly Stretch[], at: number): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of stretches) {
    rest += part.slice(from, Math.max(from, start - at));
    if (start >= at) rest += REPLACEMENT;
    from = end - at;
  }
  return rest + part.slice(from);
}
