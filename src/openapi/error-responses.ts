import { KEY_REQUIRED } from '../auth/presented-key';
import { geminiErrorBody } from '../errors/gemini-error';
import { ERROR_CATALOGUE, GatewayError } from '../errors/gateway-error';
import type { ErrorCode } from '../errors/gateway-error';
import { messagesErrorBody, messagesErrorStatus } from '../errors/messages-error';
import type { Headers, Responses, Schema } from './openapi-types';

/** What the document says of one row of the catalogue. */
interface ErrorNote {
  readonly when: string;
  /** A message as it is sent. */
  readonly example: string;
  readonly param?: string;
}

const NOTES: Readonly<Record<ErrorCode, ErrorNote>> = {
  INVALID_REQUEST: {
    when: "The request is not as it has to be, or the provider's own 400 with its reason; `param` names the field.",
    example: 'Invalid request: messages should not be empty.',
    param: 'messages',
  },
  UNAUTHORIZED: {
    when: 'No key, or one that is wrong, disabled or expired.',
    example: KEY_REQUIRED,
  },
  FORBIDDEN: {
    when: 'The key may not use this model, or may not administer.',
    example:
      'This key may not use the model "gpt-4p". Did you mean "gpt-4o"? Known: "gpt-4o". GET /v1/models lists them.',
    param: 'model',
  },
  MODEL_NOT_FOUND: {
    when: 'No such model, here or at the upstream.',
    example:
      'The model "gpt-4p" does not exist on this gateway. Did you mean "gpt-4o"? Known: "gpt-4o". GET /v1/models lists them.',
    param: 'model',
  },
  NOT_FOUND: {
    when: 'No such route, or nothing of this id or name.',
    example:
      'There is no route POST /v1/chat/completion. The nearest one is POST /v1/chat/completions. The routes are listed at /docs.',
  },
  METHOD_NOT_ALLOWED: {
    when: 'The route has other methods only; the header `allow` names them.',
    example: 'There is no route GET /v1/chat/completions: this path has POST only.',
  },
  REQUEST_TIMEOUT: { when: 'The request came too slowly.', example: 'The request came too slowly.' },
  CONFLICT: {
    when: 'A name is taken, a thing is in use, or it comes from the provider file.',
    example: "There is a connection 'OpenAI-Main' already.",
    param: 'name',
  },
  ANSWER_GONE: {
    when: 'The answer that Last-Event-ID continues is not kept any longer.',
    example:
      'The answer that Last-Event-ID continues is not kept any longer: call again without Last-Event-ID, with a new Idempotency-Key.',
  },
  PAYLOAD_TOO_LARGE: {
    when: 'The request body is over the limit.',
    example: 'The request body is larger than the limit of 20 MiB.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    when: 'The request body is not JSON, or it is compressed.',
    example: 'The request body must be JSON: content-type application/json.',
  },
  IDEMPOTENCY_MISMATCH: {
    when: 'The Idempotency-Key was used with another request body.',
    example: 'This Idempotency-Key was used with another request body: use a new key for a new request.',
  },
  UPGRADE_REQUIRED: {
    when: 'A WebSocket was asked for where there is HTTP only.',
    example: 'Responses are not served over a WebSocket here: send POST /v1/responses over HTTP.',
  },
  BUDGET_EXCEEDED: {
    when: 'A budget of the key or of its group is used up; the message says which, and when it renews.',
    example:
      "The budget of this key's group is used up: $49.98 of $50.00 this month. It renews at 2026-12-01T00:00:00.000Z.",
  },
  RATE_LIMIT: {
    when: "A rate limit of the gateway or of the provider, or the provider's quota; the headers tell when to try again.",
    example: 'Rate limit reached for this key: 500 requests a second, 1000 at once. Try again in 2ms.',
  },
  INTERNAL: {
    when: 'A mistake of the gateway.',
    example: 'The gateway failed to handle this request. The trace id finds it in its logs.',
  },
  PROVIDER_ERROR: {
    when: "The upstream failed, answered nonsense, or refused the gateway's credential.",
    example: 'The upstream failed to answer. Try again later.',
  },
  OVERLOADED: {
    when: "As many calls as the gateway takes are running, there is no room for the body in its memory, it is shutting down, or the registry's database is away.",
    example: 'The gateway is handling as many calls as it can. Try again shortly.',
  },
  TIMEOUT: {
    when: 'A limit of time has passed; the message says which.',
    example: 'The upstream did not start to answer within the headers timeout.',
  },
};

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** The headers that go with errors. */
export const ERROR_HEADERS: Headers = {
  'x-llm-proxy-error': {
    description: "The catalogue's code, always.",
    schema: { type: 'string', enum: Object.keys(ERROR_CATALOGUE) },
  },
  'retry-after': {
    description: 'Whole seconds to wait, where the wait is known.',
    schema: { type: 'integer', minimum: 1 },
  },
  'retry-after-ms': { description: 'The same in milliseconds.', schema: { type: 'integer', minimum: 1 } },
  'x-should-retry': {
    description: '`false` where no retry can help.',
    schema: { type: 'string', enum: ['false'] },
  },
};

/** The catalogue as the document's `components.responses`, by code. */
export function errorResponses(): Responses {
  return Object.fromEntries(
    Object.entries(NOTES).map(([code, { when, example, param = null }]) => [
      code,
      {
        description: `${code}: ${when}`,
        headers: Object.fromEntries(
          ['x-request-id', ...Object.keys(ERROR_HEADERS)].map((name) => [
            name,
            { $ref: `#/components/headers/${name}` },
          ]),
        ),
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Error' },
            example: {
              error: {
                message: example,
                type: ERROR_CATALOGUE[code as ErrorCode].type,
                param,
                code,
                trace_id: TRACE_ID,
              },
            },
          },
        },
      },
    ]),
  );
}

/** Whether a text is a code of the catalogue. */
export function isErrorCode(text: string | undefined): text is ErrorCode {
  return text !== undefined && Object.hasOwn(ERROR_CATALOGUE, text);
}

/** References to the responses of these errors, by status. */
export function responsesFor(codes: readonly ErrorCode[]): Responses {
  return Object.fromEntries(
    codes.map((code) => [String(ERROR_CATALOGUE[code].status), { $ref: `#/components/responses/${code}` }]),
  );
}

const MESSAGES_ERROR: Schema = {
  type: 'object',
  required: ['type', 'error', 'request_id'],
  properties: {
    type: { type: 'string', enum: ['error'] },
    error: {
      type: 'object',
      required: ['type', 'message'],
      additionalProperties: true,
      properties: { type: { type: 'string' }, message: { type: 'string' } },
    },
    request_id: { type: 'string', nullable: true },
  },
};

const GEMINI_ERROR: Schema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'status'],
      additionalProperties: true,
      properties: {
        code: { type: 'integer' },
        message: { type: 'string' },
        status: { type: 'string' },
        details: { type: 'array', items: { type: 'object', additionalProperties: true } },
      },
    },
  },
};

const REQUEST_ID = 'c4679ce8-77c4-446c-aa66-4735900865dc';

/** The responses of these errors on the routes that answer in another API's form, by status. */
export function responsesInForm(form: 'messages' | 'gemini', codes: readonly ErrorCode[]): Responses {
  return Object.fromEntries(
    codes.map((code) => {
      const { when, example, param } = NOTES[code];
      const error = new GatewayError(code, example, { param });
      const isMessages = form === 'messages';
      const body = isMessages ? messagesErrorBody(error, REQUEST_ID) : geminiErrorBody(error, TRACE_ID);
      const content = {
        schema: isMessages ? MESSAGES_ERROR : GEMINI_ERROR,
        example: JSON.parse(body) as unknown,
      };
      const headers = Object.keys(ERROR_HEADERS).map((name) => [
        name,
        { $ref: `#/components/headers/${name}` },
      ]);
      const response = {
        description: `${code}: ${when}`,
        headers: Object.fromEntries(headers) as Headers,
        content: { 'application/json': content },
      };
      return [String(isMessages ? messagesErrorStatus(error) : error.status), response];
    }),
  );
}
