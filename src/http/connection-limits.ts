/** How long a caller may hold a connection without getting on, and how many connections there may be. */
export interface ConnectionLimits {
  /** From the first sign of a connection or a request to the end of the request's head. */
  readonly headersTimeoutMs: number;
  /** In each such time of a body's coming it has to come at {@link BODY_BYTES_PER_SECOND}. */
  readonly requestTimeoutMs: number;
  /** While a request's body does not get on at all. */
  readonly bodyStallTimeoutMs: number;
  /** In each such time, at {@link LARGE_BODY_BYTES_PER_SECOND} if it is large and memory is short. */
  readonly slowAfterMs: number;
  /** While a caller takes nothing of an answer. */
  readonly writeStallTimeoutMs: number;
  /** Between two requests. */
  readonly keepAliveTimeoutMs: number;
  /** How often Node looks after the heads. */
  readonly checkIntervalMs: number;
  /** Connections in all; 0 for any number. */
  readonly maxConnections: number;
  /** Connections from one address; 0 for any number. */
  readonly maxConnectionsPerAddress: number;
}

/** The slowest that a body may come in the long run. */
export const BODY_BYTES_PER_SECOND = 256;

/**
 * The slowest that a body of {@link LARGE_BODY_BYTES} or more may come while others wait for room in memory: its whole
 * length is kept from them.
 */
export const LARGE_BODY_BYTES_PER_SECOND = 32 * 1024;
export const LARGE_BODY_BYTES = 1024 * 1024;

/** Of a body that was answered before it had come, so much is taken before the connection is closed on our side. */
export const REST_BYTES = 1024 * 1024;
export const REST_MS = 2_000;

/**
 * How long and how much is then read and dropped, so that a caller who sends all before reading anything gets to read
 * the answer: closed at once, the caller's system would throw the answer away (RFC 9112 §9.6).
 */
export const LINGER_BYTES = 256 * 1024 * 1024;
export const LINGER_MS = 30_000;
/** While lingering a caller may be silent for so long. */
export const LINGER_SILENCE_MS = 3_000;
/** How often those that linger are looked after. */
export const LINGER_LOOK_MS = 50;

/** Pipelined requests of one connection after which no more is read from it; what was read may hold more. */
export const PIPELINED_REQUESTS = 16;
/** Pipelined requests that may wait on all connections together: they are read already, and take about 2 KiB each. */
export const WAITING_REQUESTS = 10_000;
