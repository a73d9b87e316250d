import type { Deployment } from '../../catalogue/deployment';
import { ERROR_CATALOGUE, GatewayError } from '../../errors/gateway-error';
import type { ErrorCode, GatewayErrorOptions } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { parsedObject } from '../../json/parsed-object';
import type { LlmAdapter } from '../../llm/llm-adapter';
import { Attempt } from '../../routing/attempt';
import type { Rescued } from '../../routing/call-notes';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { KeyedAnswer } from './keyed-answer';

/** Which deployment an answer is of, and its headers, for the other replicas. */
export function writeHead({ attempt, headers, whole }: KeyedAnswer): string | undefined {
  const made = attempt ?? whole?.attempt;
  if (made === undefined) return undefined;
  const { id, remoteModel, adapter } = made.deployment;
  return JSON.stringify({ deployment: id, model: remoteModel, upstream: adapter.upstream, headers });
}

/** What is known of an answer that is whole. */
export function writeEnd({
  attempt,
  startedAt,
  rescued,
}: Pick<KeyedAnswer, 'attempt' | 'startedAt' | 'rescued'>): string {
  const { facts, frames, bytes } = attempt ?? {};
  return JSON.stringify({ startedAt, facts, frames, bytes, ...rescued });
}

/** A failure, for those who read along. What is for the log alone stays here. */
export function writeFailure(error: GatewayError): string {
  const { code, message, param, providerCode, retryAfterMs, retryable, headers, upstreamFailure } = error;
  const { upstreamStatus, verbatim } = error;
  const options = { param, providerCode, retryAfterMs, retryable, headers, upstreamFailure, upstreamStatus };
  return JSON.stringify({ code, message, options: { ...options, verbatim } });
}

/** Reads {@link writeHead}. @param deployments among which the answer's own is */
export function readHead(
  text: string,
  deployments: readonly Deployment[],
): { readonly attempt: Attempt; readonly headers: Readonly<Record<string, string>> | undefined } {
  const { deployment, model, upstream, headers } = objectIn(text);
  const id = textOf(deployment);
  const known = deployments.find((one) => one.id === id);
  const attempt = new Attempt(known ?? madeElsewhere(id, textOf(model), textOf(upstream)));
  attempt.outcome = 'ok';
  return { attempt, headers: headers === undefined ? undefined : textsOf(headers) };
}

/** Reads {@link writeEnd} into the attempt. @returns when the answer began (`Date.now()`), and how it was rescued */
export function readEnd(
  text: string,
  attempt: Attempt,
): { readonly startedAt: number | undefined; readonly rescued: Rescued | undefined } {
  const { startedAt, facts, frames, bytes, rescued } = objectIn(text);
  const { model, finishReason, usage, upstreamStatus, headers, dropped } = isObject(facts) ? facts : {};
  attempt.frames = numberOf(frames) ?? 0;
  attempt.bytes = numberOf(bytes) ?? 0;
  Object.assign(attempt.facts, {
    model: typeof model === 'string' ? model : undefined,
    finishReason: typeof finishReason === 'string' ? finishReason : undefined,
    usage: usageOf(usage),
    upstreamStatus: numberOf(upstreamStatus),
    headers: textsOf(headers),
    dropped: Array.isArray(dropped) ? dropped.filter((name) => typeof name === 'string') : [],
  });
  return { startedAt: numberOf(startedAt), rescued: Array.isArray(rescued) ? { rescued } : undefined };
}

/** Reads {@link writeFailure}. */
export function readFailure(text: string): GatewayError {
  const { code, message, options } = objectIn(text);
  if (!isErrorCode(code) || !isObject(options)) {
    return new GatewayError('INTERNAL', 'The call failed at another replica. Try again.');
  }
  const { param, providerCode, retryAfterMs, retryable, headers, upstreamFailure, upstreamStatus, verbatim } =
    options;
  return new GatewayError(code, textOf(message), {
    param: typeof param === 'string' ? param : undefined,
    providerCode: typeof providerCode === 'string' ? providerCode : undefined,
    retryAfterMs: numberOf(retryAfterMs),
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    headers: headers === undefined ? undefined : textsOf(headers),
    upstreamFailure: isFailure(upstreamFailure) ? upstreamFailure : undefined,
    upstreamStatus: numberOf(upstreamStatus),
    verbatim: verbatimOf(verbatim),
  });
}

/** A deployment that this replica does not know, or not any longer: its answer can be told, but nothing asked of it. */
function madeElsewhere(id: string, remoteModel: string, upstream: string): Deployment {
  const refuse = (): Promise<never> => Promise.reject(new Error('This deployment is not known here.'));
  const adapter: LlmAdapter = {
    upstream,
    complete: refuse,
    stream: refuse,
    embed: refuse,
    models: refuse,
    close: () => Promise.resolve(),
  };
  return {
    id,
    adapter,
    remoteModel,
    deploymentName: undefined,
    maxOutputTokens: undefined,
    connection: undefined,
    assignment: undefined,
  };
}

function objectIn(text: string): JsonObject {
  return parsedObject(text) ?? {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(
    texts.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}

function usageOf(value: unknown): TokenUsage | undefined {
  if (!isObject(value)) return undefined;
  const figures = Object.entries(value).flatMap(([name, figure]) =>
    typeof figure === 'number' ? [[name, figure] as const] : [],
  );
  return {
    promptTokens: 0,
    completionTokens: 0,
    cachedTokens: 0,
    reasoningTokens: 0,
    ...Object.fromEntries(figures),
    estimated: value['estimated'] === true,
  };
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CATALOGUE, code);
}

/** A word that a replica of this service has written. */
function isFailure(word: unknown): word is NonNullable<GatewayErrorOptions['upstreamFailure']> {
  return typeof word === 'string' && /^[a-z_]{1,32}$/.test(word);
}

function verbatimOf(value: unknown): GatewayErrorOptions['verbatim'] {
  if (!isObject(value)) return undefined;
  const { wire, status, body } = value;
  if (typeof wire !== 'string' || typeof status !== 'number' || typeof body !== 'string') return undefined;
  return { wire, status, body };
}
