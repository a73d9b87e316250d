import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { eventsIn, onLane } from './socket-events';
import type { TurnOutput } from './socket-turn';

/** More than this waits for the peer: nothing is read from upstreams meanwhile. */
const BEHIND_BYTES = 64 * 1024;
/** More than this waits for a peer that is told of refusals: nothing is read from it until it has taken them. */
const UNREAD_BYTES = 256 * 1024;

/** What goes to the peer of a connection. */
export class PeerOutput {
  readonly #turns = new Set<TurnOutput>();
  #gathering = false;
  #unread = false;
  /** Since when the peer takes nothing of what waits for it; undefined while nothing waits. */
  #behindSince: number | undefined;
  #behindBytes = 0;

  /**
   * @param connection what the WebSocket is made of
   * @param onRead told when the peer has taken what it was told, and may be read again
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly connection: Socket,
    private readonly onRead: () => void,
  ) {}

  /** Whether the peer is not read because it does not read what it is told. */
  get isUnread(): boolean {
    return this.#unread;
  }

  /** Whether the peer has taken nothing for so long of what waits for it. To be asked now and then. */
  isStalled(now: number, timeoutMs: number): boolean {
    const { bufferedAmount } = this.socket;
    if (bufferedAmount === 0) this.#behindSince = undefined;
    else if (this.#behindSince === undefined || bufferedAmount !== this.#behindBytes) this.#behindSince = now;
    this.#behindBytes = bufferedAmount;
    return this.#behindSince !== undefined && now - this.#behindSince >= timeoutMs;
  }

  /** Where the events of a turn go, until {@link endTurn}. */
  beginTurn(lane: string): TurnOutput {
    const output: TurnOutput = {
      onDrain: undefined,
      push: (frames) => {
        this.#gather();
        for (const event of eventsIn(frames)) this.send(onLane(event, lane));
        return this.socket.bufferedAmount <= BEHIND_BYTES;
      },
      event: (json) => {
        this.tell(json);
      },
    };
    this.#turns.add(output);
    return output;
  }

  endTurn(output: TurnOutput): void {
    this.#turns.delete(output);
  }

  /**
   * Sends what answers a message at once, as a refusal does: no upstream has to be waited for, so that a peer which sends and
   * never reads would have it pile up here.
   */
  tell(json: string): void {
    this.send(json);
    if (this.#unread || this.socket.bufferedAmount <= UNREAD_BYTES) return;
    this.#unread = true;
    this.socket.pause();
  }

  send(json: string | Buffer): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(json, { binary: false }, this.#sent);
  }

  /** What a turn of the event loop brings goes out together at its end. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.connection.cork();
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    this.#gathering = false;
    this.connection.uncork();
  };

  readonly #sent = (): void => {
    if (this.socket.bufferedAmount > 0) return;
    if (this.#unread) {
      this.#unread = false;
      this.onRead();
    }
    for (const output of this.#turns) output.onDrain?.();
  };
}
