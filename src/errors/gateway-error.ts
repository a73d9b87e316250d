/**
 * The one error catalogue: every failure that a caller can meet has a row here, and nothing else reaches a caller.
 * The same table is in docs/errors.md; a test holds the two together.
 */
export const ERROR_CATALOGUE = {
  INVALID_REQUEST: { status: 400, type: 'invalid_request_error', retryable: false },
  UNAUTHORIZED: { status: 401, type: 'authentication_error', retryable: false },
  FORBIDDEN: { status: 403, type: 'permission_error', retryable: false },
  MODEL_NOT_FOUND: { status: 404, type: 'not_found_error', retryable: false },
  NOT_FOUND: { status: 404, type: 'invalid_request_error', retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, type: 'invalid_request_error', retryable: false },
  REQUEST_TIMEOUT: { status: 408, type: 'invalid_request_error', retryable: true },
  CONFLICT: { status: 409, type: 'invalid_request_error', retryable: false },
  ANSWER_GONE: { status: 410, type: 'invalid_request_error', retryable: false },
  PAYLOAD_TOO_LARGE: { status: 413, type: 'invalid_request_error', retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, type: 'invalid_request_error', retryable: false },
  IDEMPOTENCY_MISMATCH: { status: 422, type: 'invalid_request_error', retryable: false },
  UPGRADE_REQUIRED: { status: 426, type: 'invalid_request_error', retryable: false },
  BUDGET_EXCEEDED: { status: 429, type: 'insufficient_quota', retryable: false },
  RATE_LIMIT: { status: 429, type: 'rate_limit_error', retryable: true },
  INTERNAL: { status: 500, type: 'api_error', retryable: true },
  PROVIDER_ERROR: { status: 502, type: 'api_error', retryable: true },
  OVERLOADED: { status: 503, type: 'overloaded_error', retryable: true },
  TIMEOUT: { status: 504, type: 'timeout_error', retryable: true },
} as const satisfies Record<string, { status: number; type: string; retryable: boolean }>;

/** A code of the catalogue; sent to callers in the header `x-llm-proxy-error`. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** What an upstream did wrong, for metrics and logs; bounded, so that it can be a label. */
export type UpstreamFailure =
  | 'connect'
  | 'connect_timeout'
  | 'no_answer'
  | 'headers_timeout'
  | 'first_token_timeout'
  | 'idle_timeout'
  | 'total_timeout'
  | 'cut'
  | 'malformed'
  | 'frame_too_large'
  | 'redirect'
  | 'credential'
  | 'rate_limit'
  | 'server_error'
  | 'stream_error'
  | 'rejected'
  | 'unsupported'
  /** Its deployments keep failing, and none was asked. */
  | 'unavailable';

/** The optional parts of a {@link GatewayError}. */
export interface GatewayErrorOptions {
  /** The request field at fault, as the caller wrote it (`messages.3.role`). */
  readonly param?: string | undefined;
  /** The provider's finer code, when it is on the allow-list (`context_length_exceeded`). */
  readonly providerCode?: string | undefined;
  /** How long the caller should wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** When what is used up is there again, where that is too far off to wait for, in milliseconds. */
  readonly renewsAfterMs?: number | undefined;
  /** Whether the same call may succeed later; the catalogue's default where it is not given. */
  readonly retryable?: boolean | undefined;
  /** Further response headers (limits, `allow`); lower-case names, values made by us. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What the upstream did, when it is the upstream that failed. */
  readonly upstreamFailure?: UpstreamFailure | undefined;
  /** The status that the upstream answered, when it answered. */
  readonly upstreamStatus?: number | undefined;
  /** The kind was read out of an upstream's words, which may be the caller's: nobody is benched for it. */
  readonly inferred?: boolean | undefined;
  /** What the upstream said of it, without credentials and hosts; for the log and administrators, never for a caller. */
  readonly upstreamMessage?: string | undefined;
  /** The provider's own error, for a caller whose door speaks the same wire. */
  readonly verbatim?: VerbatimError | undefined;
  /** For the log alone: never shown to a caller. */
  readonly cause?: unknown;
}

/** A provider's error as it wrote it, without credentials and hosts. */
export interface VerbatimError {
  readonly wire: string;
  /** 200 for one inside a stream. */
  readonly status: number;
  /** JSON. */
  readonly body: string;
}

/**
 * A failure of the catalogue. Its message is written for the caller and holds no host, key, stack or provider text
 * that is not on an allow-list; what an operator needs besides is in `cause`.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: number;
  readonly type: string;
  readonly param: string | undefined;
  readonly providerCode: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly renewsAfterMs: number | undefined;
  readonly retryable: boolean;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly upstreamFailure: UpstreamFailure | undefined;
  readonly upstreamStatus: number | undefined;
  readonly inferred: boolean;
  readonly upstreamMessage: string | undefined;
  readonly verbatim: VerbatimError | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: GatewayErrorOptions = {},
  ) {
    const { stackTraceLimit } = Error;
    // A refusal is no fault of ours: nobody reads where it was made, and to note that takes longer than all the rest of it.
    if (code !== 'INTERNAL') Error.stackTraceLimit = 0;
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    const entry = ERROR_CATALOGUE[code];
    this.status = entry.status;
    this.type = entry.type;
    this.param = options.param;
    this.providerCode = options.providerCode;
    this.retryAfterMs = options.retryAfterMs;
    this.renewsAfterMs = options.renewsAfterMs;
    this.retryable = options.retryable ?? entry.retryable;
    this.headers = options.headers;
    this.upstreamFailure = options.upstreamFailure;
    this.upstreamStatus = options.upstreamStatus;
    this.inferred = options.inferred === true;
    this.upstreamMessage = options.upstreamMessage;
    this.verbatim = options.verbatim;
  }
}
