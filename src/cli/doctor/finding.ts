/** How something that the doctor looked at is. */
export type Verdict = 'ok' | 'warn' | 'fail';

/** One thing that the doctor looked at. */
export interface Finding {
  readonly verdict: Verdict;
  /** Which part: `database`, `connection OpenAI-Main`. */
  readonly part: string;
  readonly what: string;
  /** What to do about it; empty where nothing is to be done. */
  readonly advice: string;
}

/** A part that is as it should be. */
export function ok(part: string, what: string): Finding {
  return { verdict: 'ok', part, what, advice: '' };
}

/** A part that works, and yet should be looked at. */
export function warn(part: string, what: string, advice: string): Finding {
  return { verdict: 'warn', part, what, advice };
}

/** A part that does not work. */
export function fail(part: string, what: string, advice: string): Finding {
  return { verdict: 'fail', part, what, advice };
}

/** What went wrong, in one line. */
export function reasonOf(problem: unknown): string {
  const text = problem instanceof Error ? problem.message || problem.name : String(problem);
  return text.split('\n', 1)[0]?.replace(/\.$/, '') ?? '';
}
