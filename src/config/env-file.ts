import { lstatSync, readFileSync } from 'node:fs';
import { SettingsError } from './settings-error';
import { withoutTrailing } from './without-trailing';

/** The largest file that is read; a longer one is not a `.env`. */
const MAX_BYTES = 1024 * 1024;

const NAME = /^[A-Za-z_][\w.]*$/;
/** Control characters that no editor writes into a text on purpose; the tab is not one of them. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f\u0085\u2028\u2029]/;
/** Blanks that one reader trims and another keeps. */
const ODD_BLANK = /^[^\S \t]|[^\S \t]$/;
const CURLY_QUOTE = /^[\u2018-\u201f\u00ab\u00bb`]/;

/**
 * Reads a `.env` file: lines of `NAME=value`, `NAME='literal text'` or `NAME="text"`, where `\n` in double quotes is a
 * line break; comments begin with `#`. What Docker Compose would read in another way than this service (an unquoted `#`
 * or `$`, an escape) is refused instead of guessed at, because one file serves both.
 *
 * Sources: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax and the
 * parser of Compose, https://github.com/compose-spec/compose-go/blob/main/dotenv/parser.go.
 * @returns the variables by name; empty when there is no such file
 * @throws SettingsError naming the file, the line and what to write instead; never a value
 */
export function readEnvFile(file: string): Record<string, string> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (problem) {
    if (typeof problem === 'object' && problem !== null && 'code' in problem) {
      const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
      if (problem.code === 'ENOENT' && !isLink) return {};
      throw new SettingsError(cannotRead(file, String(problem.code)));
    }
    throw problem;
  }
  return parseEnvText(textOf(bytes, file), file);
}

function cannotRead(file: string, code: string): string {
  const reason: Readonly<Record<string, string>> = {
    EACCES: 'this user may not read it: change its owner or its mode',
    EPERM: 'this user may not read it: change its owner or its mode',
    EISDIR: 'it is a directory: remove it, or put a file there',
    ELOOP: 'it is a link to itself: remove it',
    ENOENT: 'it is a link to a file that is not there: put the file there, or remove the link',
  };
  return `The file ${file} cannot be read (${code}): ${reason[code] ?? 'remove it, or put a readable file there'}.`;
}

/** UTF-8 with or without a byte order mark; everything else is refused. */
function textOf(bytes: Buffer, file: string): string {
  if (bytes.length > MAX_BYTES) {
    throw new SettingsError(`The file ${file} is larger than 1 MiB, so it is not a file of settings.`);
  }
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const nul = bytes.indexOf(0);
  if (wide || nul >= 0) {
    const line = wide ? 1 : lineAt(bytes, nul);
    throw mistake(file, line, 'it is in UTF-16 or binary; save the file as UTF-8');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Node does not say where: the first byte that comes back as another one is the place.
    const again = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    let at = 0;
    while (bytes[at] === again[at]) at++;
    throw mistake(file, lineAt(bytes, at), 'it is not valid UTF-8; save the file as UTF-8');
  }
}

function lineAt(bytes: Buffer, position: number): number {
  let line = 1;
  for (let at = 0; at < position; at++) if (bytes[at] === 0x0a) line++;
  return line;
}

function mistake(file: string, line: number, what: string): SettingsError {
  return new SettingsError(`${file}, line ${line}: ${what}.`);
}

/**
 * As {@link readEnvFile}, of a text.
 * @param file how messages call it
 */
export function parseEnvText(text: string, file: string): Record<string, string> {
  const found = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const refuse = (what: string): never => {
      throw mistake(file, index + 1, what);
    };
    const line = (lines[index] ?? '').replace(/^[ \t]+/, '');
    if (line === '' || line.startsWith('#')) continue;
    const { name, rest } = splitLine(line, refuse);
    const quote = rest[0];
    if (quote !== "'" && quote !== '"') {
      found.set(name, bareValue(name, rest, refuse));
      continue;
    }
    // A quoted value goes on over lines until its quote.
    const parts: string[] = [];
    let part = rest.slice(1);
    let last = index;
    while (!part.includes(quote)) {
      parts.push(part);
      if (++last >= lines.length) refuse(`the value of ${name} has no closing ${quote}`);
      part = lines[last] ?? '';
    }
    const end = part.indexOf(quote);
    parts.push(part.slice(0, end));
    found.set(name, quotedValue(name, quote, parts.join('\n'), part.slice(end + 1), refuse));
    index = last;
  }
  return Object.fromEntries(found);
}

type Refuse = (what: string) => never;

function splitLine(line: string, refuse: Refuse): { name: string; rest: string } {
  // Compose would cut the word off the name.
  if (/^export[\w.]/.test(line)) return refuse('a name must not begin with "export"');
  const assignment = line.replace(/^export[ \t]+/, '');
  const at = assignment.search(/[=:]/);
  const name = assignment.slice(0, Math.max(at, 0)).trimEnd();
  if (at < 0) return refuse('it is not of the form NAME=value (a comment begins with #)');
  if (assignment[at] === ':')
    return refuse(`write ${NAME.test(name) ? name : 'NAME'}=value, with = instead of :`);
  if (!NAME.test(name)) {
    return refuse(
      'the name before = may have letters, digits and underscores only, and begins with no digit',
    );
  }
  return { name, rest: assignment.slice(at + 1).replace(/^[ \t]+/, '') };
}

/** Compose replaces `$NAME`, and takes `#` for a comment after a space only; Node takes every `#` for one. */
function bareValue(name: string, rest: string, refuse: Refuse): string {
  const quoted = `put it into single quotes, ${name}='…'`;
  const comment = rest.indexOf(' #');
  const value = withoutTrailing(comment < 0 ? rest : rest.slice(0, comment), ' \t');
  if (rest.startsWith('#') || value.includes('#')) {
    return refuse(
      `the value of ${name} has a # that Docker Compose and this service read differently; ${quoted}`,
    );
  }
  if (value.includes('$'))
    return refuse(`the value of ${name} has a $, which Docker Compose replaces; ${quoted}`);
  if (CONTROL.test(value)) return refuse(`the value of ${name} has a control character; remove it`);
  if (ODD_BLANK.test(value))
    return refuse(`the value of ${name} begins or ends with a special blank; ${quoted}`);
  if (CURLY_QUOTE.test(value)) {
    return refuse(`the value of ${name} begins with a quote that only looks like one; ${quoted}`);
  }
  return value;
}

function quotedValue(name: string, quote: string, value: string, after: string, refuse: Refuse): string {
  if (value.endsWith('\\')) {
    return refuse(
      `the value of ${name} has a \\ before its closing quote, which Docker Compose reads differently; ` +
        `leave the \\ or the quote away`,
    );
  }
  if (!/^[ \t]*(?:#.*)?$/.test(after)) return refuse(`something follows the closing quote of ${name}`);
  if (CONTROL.test(value.replaceAll('\n', ''))) {
    return refuse(`the value of ${name} has a control character; remove it`);
  }
  if (quote === "'") return value;
  if (value.includes('$')) {
    return refuse(
      `the value of ${name} has a $, which Docker Compose replaces; use single quotes, ${name}='…'`,
    );
  }
  if (/\\(?!n)/.test(value)) {
    return refuse(
      `the value of ${name} has a \\ that Docker Compose and this service read differently; ` +
        `use single quotes, ${name}='…'`,
    );
  }
  return value.replaceAll('\\n', '\n');
}
