import type { IncomingMessage } from 'node:http';
import type { CallerConnection, Intake } from './caller-connection';
import type { ConnectionLimits } from './connection-limits';
import { BODY_BYTES_PER_SECOND, LARGE_BODY_BYTES, LARGE_BODY_BYTES_PER_SECOND } from './connection-limits';
import { Pace } from './pace';

/** How often a wait is looked at within its limit, and how often at most. */
const LOOKS = 8;
const LONGEST_INTERVAL_MS = 1_000;
const SHORTEST_INTERVAL_MS = 20;

/**
 * Looks now and then after every request under way: whether its body gets on, and whether its caller takes the answer.
 * `socket.setTimeout` would not do: whatever the peer sends puts it off. Neither to send slowly nor to read slowly is an
 * offence. One timer for all: nearly no request is ever looked at.
 */
export class ProgressWatch {
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #servers = 0;
  #lastLook = 0;

  /**
   * @param running the connections with a request; kept by their owner
   * @param memoryIsShort whether bodies wait for room in memory
   * @param onSlowBody a request's body does not come
   */
  constructor(
    private readonly limits: ConnectionLimits,
    private readonly running: readonly CallerConnection[],
    private readonly memoryIsShort: () => boolean,
    private readonly onSlowBody: (connection: CallerConnection) => void,
  ) {
    const { requestTimeoutMs, bodyStallTimeoutMs, writeStallTimeoutMs, slowAfterMs } = limits;
    const shortest = Math.min(requestTimeoutMs, bodyStallTimeoutMs, writeStallTimeoutMs, slowAfterMs);
    this.#intervalMs = Math.max(SHORTEST_INTERVAL_MS, Math.min(LONGEST_INTERVAL_MS, shortest / LOOKS));
  }

  /** A server listens. */
  start(): void {
    this.#servers++;
    this.#timer ??= setInterval(this.#look, this.#intervalMs).unref();
  }

  /** A server listens no more. */
  stop(): void {
    if (--this.#servers > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  readonly #look = (): void => {
    const now = performance.now();
    // From the end: one that is cut may leave the list, and the last takes its place.
    for (let place = this.running.length - 1; place >= 0; place--) {
      const connection = this.running[place];
      if (connection === undefined || connection.closing) continue;
      this.#lookAtBody(connection, now);
      this.#lookAtAnswer(connection, now);
    }
    this.#lastLook = now;
  };

  #lookAtBody(connection: CallerConnection, now: number): void {
    const { request, response, socket } = connection;
    if (request === undefined || request.complete || response?.headersSent !== false) return;
    const { bytesRead } = socket;
    const intake = (connection.intake ??= this.#intake(now, bytesRead));
    if (bytesRead !== intake.at) {
      intake.at = bytesRead;
      intake.since = now;
    }
    // It is not the caller who is slow where we do not read.
    if (socket.isPaused()) {
      const pausedMs = now - Math.max(this.#lastLook, intake.startedAt);
      intake.since = now;
      intake.pace.skip(pausedMs);
      intake.largePace.skip(pausedMs);
      return;
    }
    if (
      now - intake.since >= this.limits.bodyStallTimeoutMs ||
      intake.pace.isSlow(now, bytesRead) ||
      (isLarge(request) && intake.largePace.isSlow(now, bytesRead) && this.memoryIsShort())
    ) {
      this.onSlowBody(connection);
    }
  }

  #intake(now: number, bytes: number): Intake {
    const { requestTimeoutMs, slowAfterMs } = this.limits;
    return {
      at: bytes,
      since: now,
      startedAt: now,
      pace: new Pace(requestTimeoutMs, BODY_BYTES_PER_SECOND, now, bytes),
      largePace: new Pace(slowAfterMs, LARGE_BODY_BYTES_PER_SECOND, now, bytes),
    };
  }

  #lookAtAnswer(connection: CallerConnection, now: number): void {
    const { socket } = connection;
    if (socket.writableLength === 0) {
      connection.outflow = undefined;
      return;
    }
    const taken = connection.bytesTaken;
    const { outflow } = connection;
    if (outflow?.at !== taken) {
      connection.outflow = { at: taken, since: now };
    } else if (now - outflow.since >= this.limits.writeStallTimeoutMs) {
      connection.stalled = true;
      socket.destroy();
    }
  }
}

/** Whether a body is read that may keep much memory from others; one that waits for memory itself is not read. */
function isLarge({ headers, readableFlowing }: IncomingMessage): boolean {
  return (
    readableFlowing === true && Number(headers['content-length'] ?? LARGE_BODY_BYTES) >= LARGE_BODY_BYTES
  );
}
