import { GatewayError } from '../../../errors/gateway-error';
import { noRoom, processBytes } from '../../../memory/byte-budget';
import type { ByteLease } from '../../../memory/byte-budget';
import type { CreateEvent } from './client-event';
import type { SocketTurn } from './socket-turn';

/** Turns that may wait on one connection, and lanes that may have one under way. */
const MAX_WAITING = 16;
const MAX_LANES = 8;
/** A smaller message is not counted with the bodies in memory. */
const COUNTED_BYTES = 16 * 1024;

interface Lane {
  running: SocketTurn | undefined;
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly event: CreateEvent;
  readonly lease: ByteLease;
}

/** Who answers the turns. */
export interface TurnHost {
  /** Makes a turn ready to be answered. */
  begin(event: CreateEvent): SocketTurn;
  /** Answers it. Never rejects. */
  answer(turn: SocketTurn): Promise<void>;
  /** Told when the first turn begins, and when no turn is left. */
  onChange(): void;
}

/** The turns of one connection: those of a lane are answered one after the other, those of different lanes at the same time. */
export class TurnLanes {
  readonly #lanes = new Map<string, Lane>();
  #waiting = 0;

  constructor(private readonly host: TurnHost) {}

  get areIdle(): boolean {
    return this.#lanes.size === 0;
  }

  /**
   * Answers a turn, or puts it behind those of its lane.
   * @throws GatewayError for one that cannot even wait
   */
  take(event: CreateEvent): void {
    const lane = this.#lanes.get(event.lane);
    if (lane === undefined ? this.#lanes.size >= MAX_LANES : this.#waiting >= MAX_WAITING) throw tooMany();
    const lease = processBytes.lease();
    if (event.raw.length > COUNTED_BYTES && !lease.tryTake(event.raw.length)) throw noRoom();
    if (lane === undefined) {
      const opened: Lane = { running: undefined, waiting: [] };
      this.#lanes.set(event.lane, opened);
      this.host.onChange();
      void this.#run(opened, { event, lease });
    } else {
      this.#waiting++;
      lane.waiting.push({ event, lease });
    }
  }

  /** The turn under way on a lane. */
  runningOn(lane: string): SocketTurn | undefined {
    return this.#lanes.get(lane)?.running;
  }

  /** The lane whose turn under way makes a response; undefined where there is no such turn. */
  laneOf(responseId: string): string | undefined {
    return [...this.#lanes].find(([, { running }]) => running?.answers(responseId) === true)?.[0];
  }

  /** Gives up the turns under way. */
  abandon(why: 'closed' | 'stalled'): void {
    for (const { running } of this.#lanes.values()) running?.abandon(why);
  }

  /** Forgets the turns that wait. @param onDropped told of each one's lane */
  dropWaiting(onDropped?: (lane: string) => void): void {
    for (const [name, lane] of this.#lanes) {
      for (let next = this.#next(lane); next !== undefined; next = this.#next(lane)) {
        next.lease.release();
        onDropped?.(name);
      }
    }
  }

  /** Answers a turn, and then those that wait behind it. */
  async #run(lane: Lane, first: Waiting): Promise<void> {
    for (let next: Waiting | undefined = first; next !== undefined; next = this.#next(lane)) {
      const turn = this.host.begin(next.event);
      lane.running = turn;
      await this.host.answer(turn);
      next.lease.release();
      lane.running = undefined;
    }
    this.#lanes.delete(first.event.lane);
    this.host.onChange();
  }

  #next(lane: Lane): Waiting | undefined {
    const next = lane.waiting.shift();
    if (next !== undefined) this.#waiting--;
    return next;
  }
}

function tooMany(): GatewayError {
  return new GatewayError(
    'RATE_LIMIT',
    `At most ${MAX_LANES} turns may run on one WebSocket, and ${MAX_WAITING} more may wait.`,
    { retryAfterMs: 1_000 },
  );
}
