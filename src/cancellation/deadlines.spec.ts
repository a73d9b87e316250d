/** @jest-environment node */
import { clearDeadline, setDeadline } from './deadlines';
import type { Deadline } from './deadlines';

class Noted implements Deadline {
  dueAt = Infinity;
  place = -1;

  constructor(
    private readonly name: string,
    private readonly then?: () => void,
  ) {}

  onDue(): void {
    due.push(this.name);
    this.then?.();
  }
}

let due: string[] = [];

function noted(name: string, inMs: number, then?: () => void): Noted {
  const deadline = new Noted(name, then);
  setDeadline(deadline, performance.now() + inMs);
  return deadline;
}

describe('deadlines', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    due = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('come when their time is over, in whatever order they were set, and share one timer', () => {
    noted('third', 300);
    noted('first', 100);
    noted('second', 200.4);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(99);
    expect(due).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(due).toEqual(['first']);
    jest.advanceTimersByTime(101);
    expect(due).toEqual(['first', 'second']);
    jest.advanceTimersByTime(100);
    expect(due).toEqual(['first', 'second', 'third']);
  });

  it('come once, and leave no timer behind', () => {
    noted('only', 10);
    jest.advanceTimersByTime(10);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(1000);
    expect(due).toEqual(['only']);
  });

  it('do not come once they are cleared, and the last to be cleared takes the timer along', () => {
    const cleared = noted('cleared', 10);
    const other = noted('other', 20);
    clearDeadline(cleared);
    clearDeadline(cleared);
    jest.advanceTimersByTime(19);
    expect(due).toEqual([]);
    clearDeadline(other);
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(1000);
    expect(due).toEqual([]);
  });

  it('are moved by being set again, later and earlier', () => {
    const later = noted('later', 10);
    const sooner = noted('sooner', 1000);
    setDeadline(later, performance.now() + 100);
    setDeadline(sooner, performance.now() + 50);
    jest.advanceTimersByTime(50);
    expect(due).toEqual(['sooner']);
    jest.advanceTimersByTime(50);
    expect(due).toEqual(['sooner', 'later']);
  });

  it('may set, move and clear each other when they come', () => {
    noted('again', 10, () => {
      if (due.length === 1) noted('new', 5);
      clearDeadline(cleared);
      setDeadline(moved, performance.now() + 7);
    });
    const cleared = noted('cleared', 10);
    const moved = noted('moved', 10);
    jest.advanceTimersByTime(10);
    expect(due).toEqual(['again']);
    jest.advanceTimersByTime(5);
    expect(due).toEqual(['again', 'new']);
    jest.advanceTimersByTime(2);
    expect(due).toEqual(['again', 'new', 'moved']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('stay right while thousands come and go', () => {
    const stay: Noted[] = [];
    for (let index = 0; index < 5000; index++) {
      const deadline = noted(String(index), 1 + (index % 997));
      if (index % 3 === 0) stay.push(deadline);
      else clearDeadline(deadline);
    }
    jest.advanceTimersByTime(500);
    for (const { dueAt, place } of stay) expect(place < 0).toBe(dueAt <= performance.now());
    jest.advanceTimersByTime(500);
    expect(new Set(due).size).toBe(stay.length);
    expect(due).toHaveLength(stay.length);
    expect(jest.getTimerCount()).toBe(0);
  });
});
