/** A time that something has, kept by {@link setDeadline}. */
export interface Deadline {
  /** `performance.now()` at which the time is over. Moved by setting it again. */
  dueAt: number;
  /** Where it stands among the others, -1 while it does not; nobody else's to change. */
  place: number;
  /** The time is over; the deadline is no longer set. */
  onDue(): void;
}

/** In no order: whoever leaves is replaced by the last one. */
const deadlines: Deadline[] = [];
/** The one timer behind them, and when it fires: not later than the first of them is due. */
let timer: NodeJS.Timeout | undefined;
let firesAt = Infinity;

/**
 * Sets a deadline, or moves it. All of them share one timer, which looks for those that are due: nearly none of a gateway's
 * deadlines is ever reached, and a timer for each was made and thrown away up to six times a call.
 */
export function setDeadline(deadline: Deadline, dueAt: number): void {
  deadline.dueAt = dueAt;
  if (deadline.place < 0) deadline.place = deadlines.push(deadline) - 1;
  if (dueAt < firesAt) fireAt(dueAt);
}

/** Forgets a deadline, if it is set. */
export function clearDeadline(deadline: Deadline): void {
  const { place } = deadline;
  if (place < 0) return;
  deadline.place = -1;
  const last = deadlines.pop();
  if (last !== undefined && last !== deadline) {
    deadlines[place] = last;
    last.place = place;
  }
  if (deadlines.length === 0) {
    clearTimeout(timer);
    firesAt = Infinity;
  }
}

function fireAt(dueAt: number): void {
  firesAt = dueAt;
  clearTimeout(timer);
  timer = setTimeout(onTimer, Math.max(1, dueAt - performance.now()));
}

function onTimer(): void {
  firesAt = Infinity;
  const now = performance.now();
  for (const deadline of deadlines.filter(({ dueAt }) => dueAt <= now)) {
    // Another one that was due may have cleared it, or moved it.
    if (deadline.place < 0 || deadline.dueAt > now) continue;
    clearDeadline(deadline);
    deadline.onDue();
  }
  const next = deadlines.reduce((earliest, { dueAt }) => Math.min(earliest, dueAt), Infinity);
  if (next < firesAt) fireAt(next);
}
