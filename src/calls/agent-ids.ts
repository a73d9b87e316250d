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

/**
 * The headers in which agents tell these ids: Claude Code, Codex CLI, opencode, and what others have taken over from them. Of
 * several the first that is there counts.
 */
export const AGENT_HEADERS: Readonly<Record<keyof AgentIds, readonly string[]>> = {
  // Routing keeps a session's calls together by the same ones.
  session: SESSION_HEADERS,
  agent: ['x-claude-code-agent-id', 'thread-id', 'thread_id'],
  parent: ['x-claude-code-parent-agent-id', 'x-codex-parent-thread-id', 'x-parent-session-id'],
};

/** An id and nothing else: what a caller sends goes into the log. */
const SANE_ID = /^[\w.:-]{1,128}$/;

/** Reads them from a request's headers; what is no id is left out. */
export function agentIds(headers: IncomingHttpHeaders): AgentIds {
  const { session, agent, parent } = AGENT_HEADERS;
  return { session: first(headers, session), agent: first(headers, agent), parent: first(headers, parent) };
}

function first(headers: IncomingHttpHeaders, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string' && SANE_ID.test(value)) return value;
  }
  return undefined;
}
