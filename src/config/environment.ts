import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './read-settings';

/** DI token of the environment that the service was started with. */
export const ProcessEnvironment = Symbol('ProcessEnvironment');

/**
 * The process's environment, with `.env` of the working directory beneath it: what is set outside wins. In production
 * (`NODE_ENV=production`) the file is never read.
 */
export function processEnvironment(): Environment {
  if (process.env['NODE_ENV'] === 'production') return process.env;
  return { ...readEnvFile(), ...process.env };
}

function readEnvFile(): Environment {
  try {
    return parseEnv(readFileSync('.env', 'utf8'));
  } catch (problem) {
    if (problem instanceof Error && 'code' in problem && problem.code === 'ENOENT') return {};
    throw problem;
  }
}
