import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../../../errors/gateway-error';
import type { GatewayErrorOptions } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { loggedText } from './logged-text';
import { REDACTED, shownText } from './provider-text';
import { firstDetail } from './validation-detail';

/** What an OpenAI-shaped error body says; every field is optional because every field is left out by someone. */
export interface ProviderErrorBody {
  readonly message: string | undefined;
  readonly type: string | undefined;
  readonly code: string | undefined;
  readonly param: string | undefined;
  /** A body that is no JSON, for the log. */
  readonly text?: string;
  /** The kind was read out of the message, so that nobody is benched for it. */
  readonly inferred?: boolean;
  /** Azure's further details (`innererror`). */
  readonly inner?: JsonObject;
}

/**
 * Provider codes that callers branch on, and that reach them as they are.
 * Sources: https://platform.openai.com/docs/api-reference/responses/object (`error.code`), https://console.groq.com/docs/errors
 */
const PASSED_CODES: ReadonlySet<string> = new Set([
  'array_above_max_length',
  'array_below_min_length',
  'billing_hard_limit_reached',
  'content_filter',
  'content_policy_violation',
  'context_length_exceeded',
  'decimal_above_max_value',
  'decimal_below_min_value',
  'empty_image_file',
  'failed_to_download_image',
  'image_content_policy_violation',
  'image_file_not_found',
  'image_file_too_large',
  'image_parse_error',
  'image_too_large',
  'image_too_small',
  'insufficient_quota',
  'integer_above_max_value',
  'integer_below_min_value',
  'invalid_base64_image',
  'invalid_encrypted_content',
  'invalid_function_parameters',
  'invalid_image',
  'invalid_image_format',
  'invalid_image_mode',
  'invalid_image_url',
  'invalid_json_schema',
  'invalid_prompt',
  'invalid_type',
  'invalid_value',
  'json_validate_failed',
  'missing_required_parameter',
  'model_not_found',
  'object_above_max_properties',
  'object_below_min_properties',
  'previous_response_not_found',
  'rate_limit_exceeded',
  'string_above_max_length',
  'string_below_min_length',
  'tokens_exceeded',
  'tool_use_failed',
  'unknown_parameter',
  'unsupported_image_media_type',
  'unsupported_parameter',
  'unsupported_value',
  'vector_store_timeout',
]);

/** Codes of a quota that no wait of a call brings back. */
const USED_UP: ReadonlySet<string> = new Set(['billing_hard_limit_reached', 'insufficient_quota']);

/**
 * Maps an upstream's error answer to the catalogue. A 400-class reason is the caller's business and is kept, cleaned of
 * credentials and hosts; of everything else only the kind is told.
 * Format: https://platform.openai.com/docs/guides/error-codes
 */
export function errorFromAnswer(status: number, headers: IncomingHttpHeaders, body: Buffer): GatewayError {
  return errorFromBody(status, readErrorAnswer(body), retryAfterMs(headers));
}

/** {@link errorFromAnswer} for a body that is parsed already; also for errors inside a stream. */
export function errorFromBody(answered: number, body: ProviderErrorBody, waitMs?: number): GatewayError {
  const status = answered === 200 ? statusInside(body) : answered;
  const providerCode = body.code !== undefined && PASSED_CODES.has(body.code) ? body.code : undefined;
  const base: GatewayErrorOptions = {
    providerCode,
    upstreamStatus: status,
    inferred: body.inferred,
    upstreamMessage: loggedText(body.message ?? body.text),
    cause: logged(status, body),
  };
  if (isModelUnknown(status, body)) {
    return new GatewayError(
      'MODEL_NOT_FOUND',
      'The model does not exist at the upstream, or is not available to it.',
      {
        ...base,
        providerCode: 'model_not_found',
        param: 'model',
        upstreamFailure: 'rejected',
      },
    );
  }
  if (status === 401 || status === 403) {
    return new GatewayError(
      'PROVIDER_ERROR',
      "The upstream refused the gateway's credential. Its operator has to fix this.",
      {
        upstreamStatus: status,
        cause: base.cause,
        inferred: body.inferred,
        upstreamMessage: base.upstreamMessage,
        upstreamFailure: 'credential',
        retryable: false,
      },
    );
  }
  if (status === 429) {
    const quota = body.code !== undefined && USED_UP.has(body.code);
    return new GatewayError(
      'RATE_LIMIT',
      quota ? 'The quota at the provider is used up.' : 'The provider is limiting requests. Try again later.',
      {
        ...base,
        retryAfterMs: quota ? undefined : (waitMs ?? 1_000),
        retryable: !quota,
        upstreamFailure: 'rate_limit',
      },
    );
  }
  if (status === 413) {
    return new GatewayError('PAYLOAD_TOO_LARGE', 'The request is larger than the provider accepts.', {
      ...base,
      upstreamFailure: 'rejected',
    });
  }
  if (status === 400 || status === 409 || status === 415 || status === 422) {
    return new GatewayError('INVALID_REQUEST', reason(body), {
      ...base,
      param: body.param === undefined ? undefined : shownText(body.param),
      upstreamFailure: 'rejected',
    });
  }
  return new GatewayError('PROVIDER_ERROR', 'The upstream failed to answer. Try again later.', {
    ...base,
    retryAfterMs: waitMs,
    upstreamFailure: answered === 200 ? 'stream_error' : 'server_error',
  });
}

/** Reads an error body in any of the shapes that OpenAI-compatible upstreams send. */
export function readErrorBody(body: Buffer): ProviderErrorBody {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return { message: undefined, type: undefined, code: undefined, param: undefined };
  }
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const error = field(first, 'error') ?? first;
  // xAI has its code beside the text.
  return typeof error === 'string'
    ? { ...readErrorObject(error), code: textOf(field(first, 'code')) }
    : readErrorObject(error);
}

/** The same with the body itself where it is text or a page, for the log. */
export function readErrorAnswer(body: Buffer): ProviderErrorBody {
  const read = readErrorBody(body);
  return read.message === undefined ? { ...read, text: body.toString('utf8', 0, MAX_TEXT_BYTES) } : read;
}

/** Reads the value of an `error` field: an object, or a bare text. */
export function readErrorObject(error: unknown): ProviderErrorBody {
  if (typeof error === 'string')
    return { message: error, type: undefined, code: undefined, param: undefined };
  const detail = firstDetail(field(error, 'message')) ?? firstDetail(error);
  const inner = field(error, 'innererror');
  return {
    message: detail?.message ?? textOf(field(error, 'message') ?? field(error, 'detail')),
    type: textOf(field(error, 'type')),
    code: textOf(field(error, 'code')),
    param: textOf(field(error, 'param')) ?? detail?.param,
    ...(isObject(inner) ? { inner } : {}),
  };
}

/** An error body in which our own credential does not occur, whatever it looks like: upstreams quote what they refuse. */
export function withoutSecret(body: ProviderErrorBody, secret: string | undefined): ProviderErrorBody {
  if (secret === undefined || secret === '') return body;
  const clean = (text: string | undefined): string | undefined => text?.replaceAll(secret, REDACTED);
  return {
    ...body,
    message: clean(body.message),
    type: clean(body.type),
    code: clean(body.code),
    param: clean(body.param),
    ...(body.text !== undefined && { text: clean(body.text) ?? '' }),
  };
}

/**
 * How long the upstream asks to wait: `retry-after-ms`, `retry-after` in seconds or as a date (RFC 9110 §10.2.3), or the
 * provider's own as LiteLLM passes it on.
 */
export function retryAfterMs(headers: IncomingHttpHeaders, now = Date.now()): number | undefined {
  const exact = decimal(headers['retry-after-ms']);
  if (exact !== undefined) return Math.min(exact, MAX_WAIT_MS);
  const given = headers['retry-after'] ?? headers['llm_provider-retry-after'];
  const seconds = decimal(given);
  if (seconds !== undefined) return Math.min(seconds * 1000, MAX_WAIT_MS);
  // A date begins with the day of the week; Date.parse takes almost anything for one.
  const wait = typeof given === 'string' && /^\s*[A-Za-z]/.test(given) ? Date.parse(given) - now : NaN;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), MAX_WAIT_MS) : undefined;
}

function decimal(text: unknown): number | undefined {
  return typeof text === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

const MAX_WAIT_MS = 86_400_000;
/** Of a body that is no JSON so much is kept. */
const MAX_TEXT_BYTES = 4_096;

function isModelUnknown(status: number, body: ProviderErrorBody): boolean {
  if (status !== 400 && status !== 404) return false;
  return (
    body.code === 'model_not_found' ||
    /\bInvalid model name\b|\bmodel\b.*\b(does not exist|not found)\b/i.test(body.message ?? '')
  );
}

/** The status that an error inside a 200 would have had by itself. */
function statusInside({ code = '', type = '' }: ProviderErrorBody): number {
  if (/^[45]\d\d$/.test(code)) return Number(code);
  if (code === 'rate_limit_exceeded' || USED_UP.has(code) || type.includes('rate_limit')) return 429;
  return type === 'invalid_request_error' || PASSED_CODES.has(code) ? 400 : 500;
}

function reason(body: ProviderErrorBody): string {
  const text = shownText(body.message ?? '');
  return text === '' ? 'The provider rejected the request.' : text;
}

/** For the log: what was answered, without the text. */
function logged(status: number, body: ProviderErrorBody): Error {
  // Only what is a code by its looks: a provider may put anything there, a prompt or a key too.
  const code = /^(?:[a-z]+(?:_[a-z]+){0,7}|\d{3})$/.test(body.code ?? '') ? ` (${body.code ?? ''})` : '';
  return new Error(`upstream answered ${status}${code}`);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}
