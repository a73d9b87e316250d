/** The `.env` file of a clone: made from `.env.example` once, and read for programs that do not read it themselves. */
import { constants, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

const FILE = inRoot('.env');

/** Writes `.env` from `.env.example` unless there is one. */
export function ensureEnvFile() {
  if (existsSync(FILE)) return;
  copyFileSync(inRoot('.env.example'), FILE, constants.COPYFILE_EXCL);
  console.error('Wrote .env from .env.example (mock mode; edit it to change settings).');
}

/** @returns {Record<string, string>} the assignments in `.env`; none when there is no file */
export function readEnvFile() {
  if (!existsSync(FILE)) return {};
  const assignment = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*(?:\s#.*)?$/;
  const matches = readFileSync(FILE, 'utf8')
    .split(/\r?\n/)
    .map((line) => assignment.exec(line))
    .filter((match) => match !== null);
  return Object.fromEntries(
    matches.map(([, name, double, single, bare]) => [name, double ?? single ?? bare]),
  );
}
