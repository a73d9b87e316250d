import { lookup } from '../../../json/lookup';
import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayError } from '../../../errors/gateway-error';
import { errorFromBody, retryAfterMs, withoutSecret } from '../openai-compatible/errors';
import { REDACTED } from '../openai-compatible/provider-text';
import { parseObject } from '../openai-compatible/response';
import type { StreamEvent } from './event-stream';

/** An exception's status, and the code that OpenAI's callers know it by. */
interface Kind {
  readonly status: number;
  readonly code?: string;
}

/** The API answers 403 to a credential that is not good, and to one that may not do this; only the first is like a 401. */
const CREDENTIAL: Kind = { status: 401 };

/**
 * The API's exceptions.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (Errors) and
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
 */
const KINDS = lookup<Kind>({
  ValidationException: { status: 400 },
  SerializationException: { status: 400 },
  AccessDeniedException: { status: 403 },
  ExpiredTokenException: CREDENTIAL,
  IncompleteSignature: CREDENTIAL,
  IncompleteSignatureException: CREDENTIAL,
  InvalidClientTokenId: CREDENTIAL,
  InvalidSignatureException: CREDENTIAL,
  MissingAuthenticationToken: CREDENTIAL,
  MissingAuthenticationTokenException: CREDENTIAL,
  NotAuthorized: { status: 403 },
  OptInRequired: { status: 403 },
  RequestExpired: CREDENTIAL,
  UnrecognizedClientException: CREDENTIAL,
  ResourceNotFoundException: { status: 404, code: 'model_not_found' },
  ModelTimeoutException: { status: 408 },
  ModelErrorException: { status: 424 },
  ModelStreamErrorException: { status: 424 },
  ModelNotReadyException: { status: 429 },
  ThrottlingException: { status: 429, code: 'rate_limit_exceeded' },
  ServiceQuotaExceededException: { status: 429, code: 'insufficient_quota' },
  InternalServerException: { status: 500 },
  InternalFailure: { status: 500 },
  ServiceUnavailableException: { status: 503 },
});

/** What the API tells by its words alone, with the kinds that say it; the models' own wordings are among them. */
const WORDINGS: readonly (Kind & { readonly within: number; readonly words: RegExp })[] = [
  {
    within: 400,
    words:
      /input is too long|prompt is too long|too many (?:input |total )?(?:tokens|text bytes)|context (?:length|limit|window)|input length|maximum (?:input )?(?:tokens|context)|input tokens? exceed/i,
    status: 400,
    code: 'context_length_exceeded',
  },
  {
    within: 400,
    words:
      /model identifier is invalid|could not resolve the foundation model|model id.*(?:not found|is invalid)/i,
    status: 404,
    code: 'model_not_found',
  },
  { within: 400, words: /content filter/i, status: 400, code: 'content_filter' },
  // The account has no access to this one model; the credential is good.
  { within: 403, words: /access to the model/i, status: 404, code: 'model_not_found' },
  { within: 429, words: /\bper day\b|\bdaily\b/i, status: 429, code: 'insufficient_quota' },
];

/** Maps an error answer to the catalogue. @param secrets what of our credential must not be in its text */
export function errorFromAnswer(
  status: number,
  headers: IncomingHttpHeaders,
  body: Buffer,
  secrets: readonly string[],
): GatewayError {
  const parsed = parseObject(body) ?? {};
  const header = headers['x-amzn-errortype'];
  const name = exceptionName(typeof header === 'string' ? header : (parsed['__type'] ?? parsed['code']));
  const message = parsed['message'] ?? parsed['Message'];
  const kind = kindOf(KINDS[name] ?? { status }, message);
  return errorOf(kind.status, kind.code, message, secrets, retryAfterMs(headers));
}

/** Maps an exception of the stream, or an error that the API does not know (`:message-type` error). */
export function errorFromEvent({ name, body }: StreamEvent, secrets: readonly string[]): GatewayError {
  const message = body['message'] ?? body['originalMessage'];
  const capitalised = name.charAt(0).toUpperCase() + name.slice(1);
  const kind = kindOf(KINDS[capitalised] ?? { status: 500 }, message);
  // Of an error inside a 200 the code tells the status.
  return errorOf(200, kind.code ?? String(kind.status), message, secrets);
}

function errorOf(
  status: number,
  code: string | undefined,
  message: unknown,
  secrets: readonly string[],
  waitMs?: number,
): GatewayError {
  let shown = { message: withoutArn(message), type: undefined, code, param: undefined };
  for (const secret of secrets) shown = { ...shown, message: withoutSecret(shown, secret).message };
  return errorFromBody(status, shown, waitMs);
}

function kindOf(kind: Kind, message: unknown): Kind {
  if (typeof message !== 'string') return kind;
  return WORDINGS.find(({ within, words }) => within === kind.status && words.test(message)) ?? kind;
}

/** `ValidationException:http://internal.amazon.com/…`, `com.amazon.coral.service#ValidationException`. */
function exceptionName(given: unknown): string {
  if (typeof given !== 'string') return '';
  const [bare = ''] = given.split(':', 1);
  return bare.slice(bare.lastIndexOf('#') + 1);
}

/** The names of resources hold the account's number. */
function withoutArn(message: unknown): string | undefined {
  return typeof message === 'string' ? message.replace(/\barn:aws[^\s"',)]*/gi, REDACTED) : undefined;
}
