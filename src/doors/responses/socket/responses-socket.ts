import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Settings } from '../../../config/settings';
import { GatewayError } from '../../../errors/gateway-error';
import { toGatewayError } from '../../../errors/to-gateway-error';
import type { OpenSocket } from '../../../http/open-sockets';
import type { TurnScope } from '../response-turns';
import { readClientEvent } from './client-event';
import type { ClientEvent, CreateEvent, SteerEvent } from './client-event';
import { MessageRate } from './message-rate';
import { PartialMessage } from './partial-message';
import { PeerOutput } from './peer-output';
import { steerFailed } from './socket-events';
import { SocketRefusals } from './socket-refusals';
import { SocketTurn } from './socket-turn';
import type { TurnServices } from './socket-turn';
import { TurnLanes } from './turn-lanes';

/** Close codes. Source: RFC 6455 §7.4.1 and https://www.iana.org/assignments/websocket/websocket.xml */
const CLOSE = { normal: 1000, policy: 1008, restart: 1012, tryLater: 1013 } as const;
/** Answers that were not stored and may be gone on from, the newest. */
const MAX_KEPT = 64;
/** Bytes of a reason at most. */
const MAX_REASON = 120;

/** The settings of a connection's times. */
export type SocketTimes = Pick<Settings, 'webSocketIdleMs' | 'webSocketLifetimeMs' | 'writeStallTimeoutMs'>;

/**
 * A WebSocket of a caller. Turns of one lane are answered one after the other, those of different lanes at the same time. A
 * turn that is refused is told by an event, and the connection goes on.
 * Format: https://developers.openai.com/api/docs/guides/websocket-mode
 */
export class ResponsesSocket implements OpenSocket {
  readonly #lanes = new TurnLanes({
    begin: (event) => this.#begin(event),
    answer: (turn) => this.#answer(turn),
    onChange: () => {
      this.#lanesChanged();
    },
  });
  readonly #rate = new MessageRate();
  readonly #partial: PartialMessage;
  readonly #peer: PeerOutput;
  readonly #refusals: SocketRefusals;
  readonly #openedAt = performance.now();
  /** Keeps answers that are not stored. */
  readonly #keeper = randomUUID();
  readonly #kept: string[] = [];
  #lastTurnAt = this.#openedAt;
  /** Whether the peer has said anything since the last ping. */
  #alive = true;
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
    const resume = (): void => {
      if (!this.#peer.isUnread && !this.#partial.waits) socket.resume();
    };
    this.#peer = new PeerOutput(socket, handshake.socket, resume);
    this.#partial = new PartialMessage({ pause: () => socket.pause(), resume }, ({ message }) => {
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
    const isSilent = !this.#alive && !this.#partial.waits && !this.#peer.isUnread;
    if (isSilent || this.#peer.isStalled(now, this.times.writeStallTimeoutMs)) return void this.#giveUp();
    this.#alive = false;
    this.socket.ping();
    if (now - this.#openedAt >= this.times.webSocketLifetimeMs) this.#end('lifetime');
    else if (this.#lanes.areIdle && now - this.#lastTurnAt >= this.times.webSocketIdleMs)
      this.socket.close(CLOSE.normal, 'idle');
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
    this.#lanes.abandon(this.#alive ? 'stalled' : 'closed');
    this.socket.terminate();
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
      this.#peer.tell(this.#refusals.ofMessage(toGatewayError(thrown), lane));
      this.#idleTalk();
    }
  }

  /** @throws GatewayError for a turn to cancel that is not there */
  #other(event: Exclude<ClientEvent, CreateEvent>): void {
    if (event.type === 'cancel') return void this.#cancel(event.lane, event.responseId);
    if (event.type === 'steer') this.#peer.tell(steerFailed(event, this.#laneOf(event)));
    this.#idleTalk();
  }

  /** The lane whose turn is to be steered. */
  #laneOf({ responseId }: SteerEvent): string {
    return (responseId === undefined ? undefined : this.#lanes.laneOf(responseId)) ?? '';
  }

  #cancel(lane: string, responseId: string | undefined): void {
    const turn = this.#lanes.runningOn(lane);
    if (turn?.answers(responseId) === true) return void turn.cancel();
    throw new GatewayError('NOT_FOUND', 'There is no turn under way that could be cancelled.');
  }

  /** @throws GatewayError for a turn that cannot even wait */
  #take(event: CreateEvent): void {
    this.#lastTurnAt = performance.now();
    if (this.#ending !== undefined) throw endingError(this.#ending);
    if (!event.generate) this.#idleTalk();
    this.#lanes.take(event);
  }

  #begin(event: CreateEvent): SocketTurn {
    const { services, handshake, address } = this;
    const output = this.#peer.beginTurn(event.lane);
    return new SocketTurn(services, handshake, address, event, output, this.#refusals);
  }

  async #answer(turn: SocketTurn): Promise<void> {
    await turn.run((keyId) => this.#scope(keyId));
    this.#peer.endTurn(turn.output);
    this.#lastTurnAt = performance.now();
    if (turn.keyGone) this.socket.close(CLOSE.policy, 'the key is not valid any more');
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

  #lanesChanged(): void {
    const isIdle = this.#lanes.areIdle;
    // An idle connection may be closed for a new one where there are too many.
    const connection = this.handshake.socket.callerConnection;
    if (connection !== undefined) connection.busy = !isIdle;
    if (this.#ending !== undefined && isIdle) this.#close(this.#ending);
  }

  #end(why: 'restart' | 'lifetime'): void {
    this.#ending ??= why;
    this.#lanes.dropWaiting((lane) => {
      this.#peer.send(this.#refusals.ofMessage(endingError(why), lane));
    });
    if (this.#lanes.areIdle) this.#close(this.#ending);
  }

  #close(why: 'restart' | 'lifetime'): void {
    if (why === 'lifetime') this.#peer.send(this.#refusals.ofConnection(endingError(why)));
    if (why === 'restart') this.socket.close(CLOSE.restart, 'the gateway is shutting down');
    else this.socket.close(CLOSE.normal, 'the connection has reached its lifetime');
  }

  #closed(): void {
    this.handshake.socket.removeListener('data', this.#arrived);
    this.#partial.over();
    this.#lanes.abandon('closed');
    this.#lanes.dropWaiting();
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
