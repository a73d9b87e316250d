import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Settings } from '../../../config/settings';
import { GatewayError } from '../../../errors/gateway-error';
import { toGatewayError } from '../../../errors/to-gateway-error';
import type { OpenSocket } from '../../../http/open-sockets';
import { noRoom, processBytes } from '../../../memory/byte-budget';
import type { ByteLease } from '../../../memory/byte-budget';
import type { TurnScope } from '../response-turns';
import { readClientEvent } from './client-event';
import type { ClientEvent, CreateEvent, SteerEvent } from './client-event';
import { MessageRate } from './message-rate';
import { PartialMessage } from './partial-message';
import { eventsIn, onLane, steerFailed } from './socket-events';
import { SocketRefusals } from './socket-refusals';
import { SocketTurn } from './socket-turn';
import type { TurnOutput, TurnServices } from './socket-turn';

/** Close codes. Source: RFC 6455 §7.4.1 and https://www.iana.org/assignments/websocket/websocket.xml */
const CLOSE = { normal: 1000, policy: 1008, restart: 1012, tryLater: 1013 } as const;
/** Turns that may wait on one connection, and lanes that may have one under way. */
const MAX_WAITING = 16;
const MAX_LANES = 8;
/** Answers that were not stored and may be gone on from, the newest. */
const MAX_KEPT = 64;
/** More than this waits for the peer: nothing is read from upstreams meanwhile. */
const BEHIND_BYTES = 64 * 1024;
/** More than this waits for a peer that is told of refusals: nothing is read from it until it has taken them. */
const UNREAD_BYTES = 256 * 1024;
/** Bytes of a reason at most. */
const MAX_REASON = 120;
/** A smaller message is not counted with the bodies in memory. */
const COUNTED_BYTES = 16 * 1024;

/** The settings of a connection's times. */
export type SocketTimes = Pick<Settings, 'webSocketIdleMs' | 'webSocketLifetimeMs' | 'writeStallTimeoutMs'>;

interface Lane {
  running: SocketTurn | undefined;
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly event: CreateEvent;
  readonly lease: ByteLease;
}

/**
 * A WebSocket of a caller. Turns of one lane are answered one after the other, those of different lanes at the same time. A
 * turn that is refused is told by an event, and the connection goes on.
 * Format: https://developers.openai.com/api/docs/guides/websocket-mode
 */
export class ResponsesSocket implements OpenSocket {
  readonly #lanes = new Map<string, Lane>();
  readonly #outputs = new Set<TurnOutput>();
  readonly #rate = new MessageRate();
  readonly #partial: PartialMessage;
  readonly #refusals: SocketRefusals;
  readonly #openedAt = performance.now();
  /** Keeps answers that are not stored. */
  readonly #keeper = randomUUID();
  readonly #kept: string[] = [];
  #lastTurnAt = this.#openedAt;
  #waiting = 0;
  /** Whether the peer has said anything since the last ping. */
  #alive = true;
  /** Since when the peer takes nothing of what waits for it; undefined while nothing waits. */
  #behindSince: number | undefined;
  #behindBytes = 0;
  #gathering = false;
  /** Whether the peer is not read because it does not read what it is told. */
  #unread = false;
  /** Why no further turn is taken. */
  #ending: 'restart' | 'lifetime' | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly handshake: IncomingMessage,
    private readonly address: string,
    private readonly services: TurnServices,
    private readonly times: SocketTimes,
    private readonly onClosed: () => void,
  ) {
    this.#refusals = new SocketRefusals(services, handshake, address);
    const peer = { pause: () => socket.pause(), resume: () => this.#resume() };
    this.#partial = new PartialMessage(peer, ({ message }) => {
      socket.close(CLOSE.tryLater, message.slice(0, MAX_REASON));
    });
    // Before `ws` gets them, which tells of the messages that they make whole.
    handshake.socket.prependListener('data', this.#arrived);
    socket.on('message', (data: Buffer) => {
      this.#alive = true;
      this.#partial.over();
      this.#message(data);
    });
    for (const sign of ['ping', 'pong'] as const) {
      socket.on(sign, () => {
        this.#alive = true;
        this.#idleTalk();
      });
    }
    // A message that is too large, or no message: `ws` closes the connection with the code for it.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#closed();
    });
  }

  drain(): void {
    this.#end('restart');
  }

  terminate(): void {
    this.socket.terminate();
  }

  /** Looks after the connection, about once a ping interval. */
  look(now: number): void {
    if ((!this.#alive && !this.#partial.waits && !this.#unread) || this.#isStalled(now))
      return void this.#giveUp();
    this.#alive = false;
    this.socket.ping();
    if (now - this.#openedAt >= this.times.webSocketLifetimeMs) this.#end('lifetime');
    else if (this.#isIdle && now - this.#lastTurnAt >= this.times.webSocketIdleMs)
      this.socket.close(CLOSE.normal, 'idle');
  }

  get #isIdle(): boolean {
    return this.#lanes.size === 0;
  }

  readonly #arrived = (bytes: Buffer): void => {
    this.#partial.arrived(bytes.length);
  };

  /** Something came that asks nothing of a model: turns have limits of their own. */
  #idleTalk(): void {
    if (this.#rate.exceeded()) this.socket.close(CLOSE.policy, 'too many messages');
  }

  /** The peer is gone, or takes nothing of what waits for it. */
  #giveUp(): void {
    for (const { running } of this.#lanes.values()) running?.abandon(this.#alive ? 'stalled' : 'closed');
    this.socket.terminate();
  }

  #isStalled(now: number): boolean {
    const { bufferedAmount } = this.socket;
    if (bufferedAmount === 0) this.#behindSince = undefined;
    else if (this.#behindSince === undefined || bufferedAmount !== this.#behindBytes) this.#behindSince = now;
    this.#behindBytes = bufferedAmount;
    return this.#behindSince !== undefined && now - this.#behindSince >= this.times.writeStallTimeoutMs;
  }

  #message(data: Buffer): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    let lane = '';
    try {
      const event = readClientEvent(data);
      lane = event.lane;
      if (event.type === 'create') this.#take(event);
      else this.#other(event);
    } catch (thrown) {
      this.#tell(this.#refusals.ofMessage(toGatewayError(thrown), lane));
      this.#idleTalk();
    }
  }

  /** @throws GatewayError for a turn to cancel that is not there */
  #other(event: Exclude<ClientEvent, CreateEvent>): void {
    if (event.type === 'cancel') return void this.#cancel(event.lane, event.responseId);
    if (event.type === 'steer') this.#tell(steerFailed(event, this.#laneOf(event)));
    this.#idleTalk();
  }

  /** The lane whose turn is to be steered. */
  #laneOf({ responseId }: SteerEvent): string {
    if (responseId === undefined) return '';
    const found = [...this.#lanes].find(([, { running }]) => running?.answers(responseId) === true);
    return found?.[0] ?? '';
  }

  #cancel(lane: string, responseId: string | undefined): void {
    const turn = this.#lanes.get(lane)?.running;
    if (turn?.answers(responseId) === true) return void turn.cancel();
    throw new GatewayError('NOT_FOUND', 'There is no turn under way that could be cancelled.');
  }

  /** @throws GatewayError for a turn that cannot even wait */
  #take(event: CreateEvent): void {
    this.#lastTurnAt = performance.now();
    if (this.#ending !== undefined) throw endingError(this.#ending);
    if (!event.generate) this.#idleTalk();
    const lane = this.#lanes.get(event.lane);
    if (lane === undefined ? this.#lanes.size >= MAX_LANES : this.#waiting >= MAX_WAITING) throw tooMany();
    const lease = processBytes.lease();
    if (event.raw.length > COUNTED_BYTES && !lease.tryTake(event.raw.length)) throw noRoom();
    if (lane === undefined) {
      const opened: Lane = { running: undefined, waiting: [] };
      this.#lanes.set(event.lane, opened);
      this.#markBusy();
      void this.#run(opened, { event, lease });
    } else {
      this.#waiting++;
      lane.waiting.push({ event, lease });
    }
  }

  /** Answers a turn, and then those that wait behind it. */
  async #run(lane: Lane, first: Waiting): Promise<void> {
    for (let next: Waiting | undefined = first; next !== undefined; next = this.#next(lane)) {
      const { event, lease } = next;
      const output = this.#output(event.lane);
      const { services, handshake, address } = this;
      const turn = new SocketTurn(services, handshake, address, event, output, this.#refusals);
      lane.running = turn;
      this.#outputs.add(output);
      await turn.run((keyId) => this.#scope(keyId));
      this.#outputs.delete(output);
      lease.release();
      lane.running = undefined;
      this.#lastTurnAt = performance.now();
      if (turn.keyGone) this.socket.close(CLOSE.policy, 'the key is not valid any more');
    }
    this.#lanes.delete(first.event.lane);
    this.#markBusy();
    if (this.#ending !== undefined && this.#isIdle) this.#close(this.#ending);
  }

  #next(lane: Lane): Waiting | undefined {
    const next = lane.waiting.shift();
    if (next !== undefined) this.#waiting--;
    return next;
  }

  #scope(keyId: string): TurnScope {
    return {
      keyId,
      session: this.#keeper,
      onKept: (id) => {
        this.#kept.push(id);
        if (this.#kept.length > MAX_KEPT) this.#forget(this.#kept.shift());
      },
    };
  }

  #forget(id: string | undefined): void {
    if (id !== undefined) this.services.turns.forget(this.#keeper, id);
  }

  #output(lane: string): TurnOutput {
    return {
      onDrain: undefined,
      push: (frames) => {
        this.#gather();
        for (const event of eventsIn(frames)) this.#send(onLane(event, lane));
        return this.socket.bufferedAmount <= BEHIND_BYTES;
      },
      event: (json) => {
        this.#tell(json);
      },
    };
  }

  /** What a turn of the event loop brings goes out together at its end. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.handshake.socket.cork();
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    this.#gathering = false;
    this.handshake.socket.uncork();
  };

  /**
   * Sends what answers a message at once, as a refusal does: no upstream has to be waited for, so that a peer which sends and
   * never reads would have it pile up here.
   */
  #tell(json: string): void {
    this.#send(json);
    if (this.#unread || this.socket.bufferedAmount <= UNREAD_BYTES) return;
    this.#unread = true;
    this.socket.pause();
  }

  #resume(): void {
    if (!this.#unread && !this.#partial.waits) this.socket.resume();
  }

  #send(json: string | Buffer): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(json, { binary: false }, this.#sent);
  }

  readonly #sent = (): void => {
    if (this.socket.bufferedAmount > 0) return;
    if (this.#unread) {
      this.#unread = false;
      this.#resume();
    }
    for (const output of this.#outputs) output.onDrain?.();
  };

  /** An idle connection may be closed for a new one where there are too many. */
  #markBusy(): void {
    const connection = this.handshake.socket.callerConnection;
    if (connection !== undefined) connection.busy = !this.#isIdle;
  }

  #end(why: 'restart' | 'lifetime'): void {
    this.#ending ??= why;
    for (const [name, lane] of this.#lanes) {
      for (let next = this.#next(lane); next !== undefined; next = this.#next(lane)) {
        next.lease.release();
        this.#send(this.#refusals.ofMessage(endingError(why), name));
      }
    }
    if (this.#isIdle) this.#close(this.#ending);
  }

  #close(why: 'restart' | 'lifetime'): void {
    if (why === 'lifetime') this.#send(this.#refusals.ofConnection(endingError(why)));
    if (why === 'restart') this.socket.close(CLOSE.restart, 'the gateway is shutting down');
    else this.socket.close(CLOSE.normal, 'the connection has reached its lifetime');
  }

  #closed(): void {
    this.handshake.socket.removeListener('data', this.#arrived);
    this.#partial.over();
    for (const lane of this.#lanes.values()) {
      lane.running?.abandon('closed');
      for (let next = this.#next(lane); next !== undefined; next = this.#next(lane)) next.lease.release();
    }
    for (const kept of this.#kept.splice(0)) this.#forget(kept);
    this.onClosed();
  }
}

function endingError(why: 'restart' | 'lifetime'): GatewayError {
  if (why === 'restart') {
    return new GatewayError('OVERLOADED', 'The gateway is shutting down. Open another connection.', {
      retryAfterMs: 1_000,
    });
  }
  return new GatewayError(
    'INVALID_REQUEST',
    'This WebSocket has reached its lifetime: open another one to go on.',
    { providerCode: 'websocket_connection_limit_reached' },
  );
}

function tooMany(): GatewayError {
  return new GatewayError(
    'RATE_LIMIT',
    `At most ${MAX_LANES} turns may run on one WebSocket, and ${MAX_WAITING} more may wait.`,
    { retryAfterMs: 1_000 },
  );
}
