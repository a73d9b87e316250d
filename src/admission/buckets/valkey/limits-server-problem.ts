/** Why the limits server cannot be used, in words for its operator that name no host and no password. */
export class LimitsServerProblem extends Error {
  override readonly name = 'LimitsServerProblem';
}

/** How Valkey and Redis say that a user may not run a command, in a script or outside, or that there is no such command. */
const FORBIDDEN = /no permissions to run the '([\w|]+)' command|unknown command ['`"]([\w|]+)/i;
/** Before version 7 the command is not named. */
const FORBIDDEN_IN_SCRIPT = /can't run this command or subcommand/i;
const FORBIDDEN_KEY = /no permissions to access|can't access at least one of the keys/i;

/** Whether the server knows or allows no such command. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Error && FORBIDDEN.test(error.message);
}

/** A refusal of the server in words that say what to do; any other failure as it is. */
export function inOperatorsWords(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const [, forbidden, unknown] = FORBIDDEN.exec(error.message) ?? [];
  const command = (forbidden ?? unknown)?.toUpperCase();
  if (command !== undefined) {
    const why = forbidden === undefined ? 'it has no command' : 'its user may not run';
    return new LimitsServerProblem(
      `${why} ${command}, which is needed (docs/configuration.md, "Rate limits")`,
      { cause: error },
    );
  }
  if (FORBIDDEN_IN_SCRIPT.test(error.message)) {
    return new LimitsServerProblem(
      'its user may not run a command of a script (docs/configuration.md, "Rate limits")',
      { cause: error },
    );
  }
  if (FORBIDDEN_KEY.test(error.message)) {
    return new LimitsServerProblem('its user may not use the keys llm-proxy:*', { cause: error });
  }
  return error;
}
