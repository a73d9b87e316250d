import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Pace } from './pace';

declare module 'node:net' {
  interface Socket {
    /** What the server keeps of a connection from a caller; undefined on every other socket. */
    callerConnection?: CallerConnection;
  }
}

/** A request that waits behind another one of its connection. */
interface WaitingRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Serves it. */
  readonly handler: RequestListener;
}

/** How far something had come when it was last looked at. */
interface Progress {
  /** Bytes. */
  at: number;
  /** When it last got on; `performance.now()`. */
  since: number;
}

/** How far a request's body has come, and how quickly. */
export interface Intake extends Progress {
  /** When it was first looked at. */
  readonly startedAt: number;
  /** In the long run. */
  readonly pace: Pace;
  /** Of a large one, which may keep memory from others. */
  readonly largePace: Pace;
}

/**
 * A connection from a caller: the request that is served on it, and those that wait behind it. It holds what is known;
 * `CallerConnections` decides.
 */
export class CallerConnection {
  /** The answer under way; undefined between two requests. */
  response: ServerResponse | undefined;
  /** The request of {@link response}, or of the last one. */
  request: IncomingMessage | undefined;
  /** Pipelined requests: each is served once those before it were answered. */
  readonly waiting: WaitingRequest[] = [];
  /** Where it is among the connections with a request; -1 between two. */
  place = -1;
  /** The body of the running request as far as it has come; undefined until it is looked at. */
  intake: Intake | undefined;
  /** The answer as far as the caller has taken it; undefined while nothing waits for the caller. */
  outflow: Progress | undefined;
  /** The rest of a body that was answered before it had come; undefined where it is missing. */
  rest: (Progress & { readonly startedAt: number; readonly startedWith: number }) | undefined;
  /** Whether the running request was refused because its body did not come. */
  refused = false;
  /** Whether our side was closed: what still comes is dropped. */
  closing = false;
  /** Whether nothing more is taken of it, because a body came in chunks of a few bytes. */
  unread = false;
  /** Whether it was cut because its caller took nothing of an answer. */
  stalled = false;
  /** Whether something is under way on a connection that no longer speaks HTTP. */
  busy = false;

  constructor(
    readonly socket: Socket,
    /** The address that its connections are counted by; undefined for those of a trusted proxy. */
    readonly address: string | undefined,
  ) {}

  /** Whether a request is served on it, or waits for its turn. */
  get hasRequest(): boolean {
    return this.response !== undefined || this.waiting.length > 0;
  }

  /** Whether it could be closed without harm to a request. */
  get idle(): boolean {
    return !this.hasRequest && this.rest === undefined && !this.busy;
  }

  /** Bytes that the system has taken over. Of a write that is under way only Node's handle knows how far it has come. */
  get bytesTaken(): number {
    const handle: unknown = Reflect.get(this.socket, '_handle');
    const queued: unknown =
      typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'writeQueueSize') : 0;
    return this.socket.bytesWritten - this.socket.writableLength - (typeof queued === 'number' ? queued : 0);
  }
}
