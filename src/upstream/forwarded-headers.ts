import type { IncomingHttpHeaders } from 'node:http';
import { VERTEX_HEADERS } from './vertex-headers';

/** Request headers of a caller that may reach an upstream. Everything else, credentials first of all, stays here. */
const TO_UPSTREAM = ['user-agent', 'openai-beta', 'anthropic-beta', 'idempotency-key'] as const;

/** Response headers of an upstream that clients make use of; `x-request-id` and the rate limits are our own. */
const TO_CALLER = ['openai-processing-ms', 'openai-version'] as const;
/** Codex sends the first back within its turn. */
const OF_RESPONSES = ['x-codex-turn-state', 'x-reasoning-included', 'openai-model'] as const;
/**
 * What a LiteLLM proxy tells about a call (https://docs.litellm.ai/docs/proxy/response_headers): its id there, what it cost,
 * which of its deployments answered after how many tries, and whether a fallback did. Not its address of the provider
 * (`x-litellm-model-api-base`), nor anything of its keys and budgets.
 */
const OF_LITELLM = [
  'x-litellm-call-id',
  'x-litellm-model-id',
  'x-litellm-model-group',
  'x-litellm-response-cost',
  'x-litellm-attempted-fallbacks',
  'x-litellm-attempted-retries',
] as const;

/** The names that {@link headersForCaller} passes as they are. */
export const HEADERS_FOR_CALLER: readonly string[] = [...TO_CALLER, ...OF_RESPONSES, ...OF_LITELLM];

/** What Anthropic tells of a call and of the account's limits (https://docs.anthropic.com/en/api/rate-limits#response-headers). */
const OF_ANTHROPIC = /^(?:request-id|anthropic-ratelimit-[a-z-]{1,64})$/;
/** In front of a header that has a meaning of our own without it. */
export const UPSTREAMS = 'x-llm-proxy-upstream-';
/** What says who asks, or for whom: Anthropic bills the customer of a profile (`anthropic-user-profile-id`). */
const IDENTITY = /organi[sz]ation|workspace|project|profile|account|auth|key|token|secret|credential/;

/** The caller's headers that go upstream, lower-case. */
export function headersForUpstream(headers: IncomingHttpHeaders): Record<string, string> {
  const allowed: Record<string, string> = {};
  for (const name of TO_UPSTREAM) {
    const value = headers[name];
    if (typeof value === 'string') allowed[name] = value;
  }
  return allowed;
}

/** Codex's own, by which its provider knows conversation and turn; none that says who asks. */
const OF_CODEX =
  /^(?:session[-_]id|thread[-_]id|conversation_id|originator|x-client-request-id|x-codex-[a-z-]{1,64})$/;

/** A caller's headers that belong to Responses, lower-case. */
export function responsesHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const allowed: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    if (OF_CODEX.test(name) && !IDENTITY.test(name)) allow(headers, name, allowed, name, 4_096);
  }
  return allowed;
}

/** A caller's headers that belong to Gemini's wire, by which Vertex AI chooses the capacity; undefined where it sent no such header. */
export function geminiHeaders(headers: IncomingHttpHeaders): Record<string, string> | undefined {
  if (VERTEX_HEADERS.every((name) => headers[name] === undefined)) return undefined;
  const allowed: Record<string, string> = {};
  for (const name of VERTEX_HEADERS) allow(headers, name, allowed);
  return allowed;
}

/** The upstream's headers that go to the caller, lower-case; values with control characters are dropped. */
export function headersForCaller(headers: IncomingHttpHeaders): Record<string, string> {
  const allowed: Record<string, string> = {};
  for (const name of TO_CALLER) allow(headers, name, allowed);
  if (headers['x-codex-turn-state'] !== undefined)
    for (const name of OF_RESPONSES) allow(headers, name, allowed, name, 4_096);
  // Most upstreams are no LiteLLM.
  if (headers['x-litellm-call-id'] !== undefined)
    for (const name of OF_LITELLM) allow(headers, name, allowed);
  // Bedrock has no other id of an answer than that of the service.
  if (headers['x-amzn-requestid'] !== undefined)
    allow(headers, 'x-amzn-requestid', allowed, `${UPSTREAMS}request-id`);
  if (headers['request-id'] !== undefined || headers['anthropic-ratelimit-requests-limit'] !== undefined) {
    for (const name of Object.keys(headers)) {
      if (OF_ANTHROPIC.test(name)) allow(headers, name, allowed, `${UPSTREAMS}${name}`);
    }
  }
  return allowed;
}

/** A caller's headers of Anthropic's API: its version and betas, and whatever it adds; none that says who asks. */
export function anthropicHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const allowed: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    if (name.startsWith('anthropic-') && !IDENTITY.test(name)) allow(headers, name, allowed, name, 4_096);
  }
  return allowed;
}

/** The same of LiteLLM for the log, by the names of its fields (`litellm_response_cost`); undefined where it told none. */
export function litellmLogFields(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  if (headers['x-litellm-call-id'] === undefined) return undefined;
  const fields: Record<string, string> = {};
  for (const name of OF_LITELLM) {
    const value = headers[name];
    if (value !== undefined) fields[name.slice('x-'.length).replaceAll('-', '_')] = value;
  }
  return fields;
}

function allow(
  headers: IncomingHttpHeaders,
  name: string,
  allowed: Record<string, string>,
  as = name,
  maxLength = 256,
): void {
  const value = headers[name];
  if (typeof value === 'string' && value.length <= maxLength && /^[\x20-\x7e]+$/.test(value))
    allowed[as] = value;
}
