import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^(\d{12})\.journal$/;
const DIGITS = 12;

/** A segment file of the journal; later ones have greater numbers. */
export interface Segment {
  readonly number: number;
  readonly file: string;
}

/** The segments of a folder, the oldest first. */
export function segmentsIn(folder: string): readonly Segment[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const digits = NAME.exec(name)?.[1];
      return digits === undefined ? [] : [{ number: Number(digits), file: join(folder, name) }];
    })
    .sort((one, other) => one.number - other.number);
}

/** The segment of a number. */
export function segmentOf(folder: string, number: number): Segment {
  return { number, file: join(folder, `${String(number).padStart(DIGITS, '0')}.journal`) };
}
