import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_HEADERS } from '../routing/order/session-key';

/** Ids that a coding agent gives its calls, so that those of one conversation can be found together. */
export interface AgentIds {
  readonly session: string | undefined;
  /** One of several agents of a session. */
  readonly agent: string | undefined;
  /** The agent that started it. */
  readonly parent: string | undefined;
}

const AGENT = ['x-claude-code-agent-id', 'thread-id'];
const PARENT = ['x-claude-code-parent-agent-id', 'x-codex-parent-thread-id'];

/** An id and nothing else: what a caller sends goes into the log. */
const SANE_ID = /^[\w.:-]{1,128}$/;

/** Reads them from a request's headers; what is no id is left out. */
export function agentIds(headers: IncomingHttpHeaders): AgentIds {
  return {
    session: first(headers, SESSION_HEADERS),
    agent: first(headers, AGENT),
    parent: first(headers, PARENT),
  };
}

function first(headers: IncomingHttpHeaders, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string' && SANE_ID.test(value)) return value;
  }
  return undefined;
}
