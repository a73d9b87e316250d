import { SettingsError } from '../settings-error';

/** One thing that is wrong with a provider file. */
export interface FileMistake {
  /** Counted from 1; undefined where the mistake is not in one place (the file cannot be read). */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The field (`providers.openai.base_url`); empty for the file as a whole. */
  readonly path: string;
  /** Completes "field …" (`must be text, found 42`); never holds a secret's value. */
  readonly message: string;
}

/** More than these are only counted. */
const SHOWN_MISTAKES = 50;

/** A provider file is not usable; the message has one line for each mistake. */
export class ProviderFileError extends SettingsError {
  /** @param file the file's path, as the operator gave it */
  constructor(
    readonly file: string,
    readonly mistakes: readonly FileMistake[],
  ) {
    const lines = mistakes.slice(0, SHOWN_MISTAKES).map((mistake) => lineOf(file, mistake));
    const more = mistakes.length - lines.length;
    super([...lines, ...(more > 0 ? [`${file} and ${more} more mistakes`] : [])].join('\n'));
  }
}

function lineOf(file: string, { line, column, path, message }: FileMistake): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return [place, path, message].filter((part) => part !== '').join(' ');
}
