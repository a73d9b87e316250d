/** Something whose time comes unless it is cleared first; {@link setDeadline} keeps it. */
export interface Deadline {
  /** `performance.now()` at which its time has come; {@link setDeadline} alone changes it. */
  dueAt: number;
  /** Where it is among the others, -1 while it is not; nobody else's to change. */
  place: number;
  /** Its time has come; it is no longer set. Must not throw. */
  onDue(): void;
}

/** A binary heap: none is due before its parent, which is at half of its own place. */
const heap: Deadline[] = [];
/** The one timer behind them, and when it fires: not later than the first of them is due. */
let timer: NodeJS.Timeout | undefined;
let firesAt = Infinity;

/**
 * Sets a deadline, or moves it. All of them share one timer: nearly none of a gateway's deadlines is ever reached, and a
 * timer for each was made and thrown away up to six times a call. The timer stays when the one it was started for has
 * been cleared; it then finds nothing due, and starts again for the next.
 */
export function setDeadline(deadline: Deadline, dueAt: number): void {
  deadline.dueAt = dueAt;
  if (deadline.place < 0) deadline.place = heap.push(deadline) - 1;
  settle(deadline);
  if (dueAt < firesAt) fireAt(dueAt);
}

/** Forgets a deadline, if it is set. */
export function clearDeadline(deadline: Deadline): void {
  const { place } = deadline;
  if (place < 0) return;
  deadline.place = -1;
  const last = heap.pop();
  if (last !== undefined && last !== deadline) {
    put(last, place);
    settle(last);
  }
  if (heap.length === 0) {
    clearTimeout(timer);
    firesAt = Infinity;
  }
}

/** Brings one to where it belongs, up or down. */
function settle(deadline: Deadline): void {
  for (let parent = above(deadline); parent !== undefined && deadline.dueAt < parent.dueAt;) {
    swap(deadline, parent);
    parent = above(deadline);
  }
  for (let child = below(deadline); child !== undefined && child.dueAt < deadline.dueAt;) {
    swap(deadline, child);
    child = below(deadline);
  }
}

function swap(one: Deadline, other: Deadline): void {
  const { place } = one;
  put(one, other.place);
  put(other, place);
}

function put(deadline: Deadline, place: number): void {
  heap[place] = deadline;
  deadline.place = place;
}

function above({ place }: Deadline): Deadline | undefined {
  return place === 0 ? undefined : heap[(place - 1) >> 1];
}

/** The first of those directly below. */
function below({ place }: Deadline): Deadline | undefined {
  const left = heap[2 * place + 1];
  const right = heap[2 * place + 2];
  return left !== undefined && right !== undefined && right.dueAt < left.dueAt ? right : left;
}

/** A timer of Node counts whole milliseconds, and from the beginning of the event loop's turn. */
function fireAt(dueAt: number): void {
  firesAt = dueAt;
  clearTimeout(timer);
  timer = setTimeout(onTimer, Math.max(1, Math.ceil(dueAt - performance.now())));
}

function onTimer(): void {
  firesAt = Infinity;
  const now = performance.now();
  for (let first = heap[0]; first !== undefined && first.dueAt <= now; first = heap[0]) {
    clearDeadline(first);
    first.onDue();
  }
  const next = heap[0]?.dueAt ?? Infinity;
  if (next < firesAt) fireAt(next);
}
