import Table from 'cli-table3';
import { withoutControls } from '../json/control-character';

/** One column of a table. */
export interface Column<T> {
  readonly title: string;
  readonly value: (record: T) => string;
}

/** Aligned columns without lines: as readable in a terminal as to the next program of a pipe. */
const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
} as const;

/** What commands print: results to standard output, remarks to standard error. */
export class Terminal {
  /** A line of the result. */
  line(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** A remark that is no part of the result. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** A value as JSON, a field on each line. */
  json(value: unknown): void {
    this.line(JSON.stringify(value, null, 2));
  }

  /** Records as a JSON array, one on each line, written as they come. */
  async jsonArray(records: AsyncIterable<unknown>): Promise<void> {
    let opening = '[';
    for await (const record of records) {
      process.stdout.write(`${opening}\n${JSON.stringify(record)}`);
      opening = ',';
    }
    this.line(opening === '[' ? '[]' : '\n]');
  }

  /** Records as a table; its head is bold on a terminal. */
  table<T>(columns: readonly Column<T>[], records: readonly T[]): void {
    const head = columns.map(({ title }) => title);
    const rows = records.map((record) => columns.map(({ value }) => printable(value(record))));
    this.#aligned(process.stdout.isTTY ? head.map((title) => `\u001b[1m${title}\u001b[22m`) : head, rows);
  }

  /** Text of others under a heading, as its lines are; what would steer the terminal is replaced. */
  text(heading: string, text: string): void {
    this.line(heading);
    for (const line of text.split(/\r?\n/)) this.line(printable(line));
  }

  /** One record, a field on each line; what is inside objects by its path (`options.region`). */
  record(record: object): void {
    const rows = fieldsOf(record, '').map(([name, value]) => [name, printable(value)]);
    this.#aligned(undefined, rows);
  }

  #aligned(head: readonly string[] | undefined, rows: readonly (readonly string[])[]): void {
    const table = new Table({
      chars: NO_LINES,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    });
    table.push(...[...(head === undefined ? [] : [head]), ...rows].map((row) => [...row]));
    for (const line of table.toString().split('\n')) this.line(line.trimEnd());
  }
}

function fieldsOf(record: object, prefix: string): [string, string][] {
  return Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
    const path = `${prefix}${name}`;
    if (typeof value !== 'object' || value === null) return [[path, shown(value)]];
    return Array.isArray(value) ? [[path, value.map(shown).join(', ') || '-']] : fieldsOf(value, `${path}.`);
  });
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Names come from people and providers: what would steer the terminal is shown as a replacement character. */
function printable(text: string): string {
  return withoutControls(text, '\ufffd');
}

/** A time for a table: `2027-01-01 12:00`, in UTC. */
export function shortTime(time: string | null): string {
  return time === null ? '-' : time.slice(0, 16).replace('T', ' ');
}

/** A number for a table. */
export function shortNumber(value: number | null): string {
  return value === null ? '-' : String(value);
}

/** A share as a bar of so many characters at most; what is more than nothing is seen. */
export function bar(share: number, width: number): string {
  return '█'.repeat(Math.round(Math.min(1, share) * width)) || (share > 0 ? '▏' : '');
}
