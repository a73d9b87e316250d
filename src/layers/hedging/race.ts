import type { CancelSignal } from '../../cancellation/cancellation';
import { clearDeadline, setDeadline } from '../../cancellation/deadlines';
import type { Deadline } from '../../cancellation/deadlines';
import type { Deployment } from '../../catalogue/deployment';
import type { AnswerCall, AnswerSink } from '../../routing/answer-source';
import { Overtaken } from '../../routing/overtaken';
import { Lane } from './lane';
import type { LaneEvents } from './lane';

/** Why a lane failed, as an error that can be thrown. */
function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Neither deployment answered.', { cause: reason });
}

/** What is asked when the time for a hedge has come. */
interface RaceRules {
  /** Whether there may be one more hedge; takes it. */
  mayHedge(): boolean;
  /** Whether a deployment may be asked now. */
  mayAsk(deployment: Deployment): boolean;
}

/** One call that may be asked at two deployments at once; at most one hedge a call. */
export class Race implements LaneEvents, Deadline {
  dueAt = Infinity;
  place = -1;
  #winner: Lane | undefined;
  readonly #lanes: Lane[] = [];
  #hedge: (() => void) | undefined;
  /** Deployments that the second lane may ask: the first one leaves them to it. */
  readonly #second = new Set<Deployment>();

  constructor(
    private readonly call: AnswerCall,
    private readonly signal: CancelSignal,
    private readonly sink: AnswerSink | undefined,
    private readonly rules: RaceRules,
  ) {}

  /** @throws why the first lane failed where no lane was whole; of one that had spoken, why that failed */
  run<T>(ask: (lane: Lane) => Promise<T>, limitMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      let running = 0;
      let failure: unknown;
      const settled = async (lane: Lane, answer: Promise<T>): Promise<void> => {
        try {
          const result = await answer;
          // An answer without a frame has never spoken.
          if (lane.speak()) this.#end(() => resolve(result));
        } catch (thrown) {
          if (!(thrown instanceof Overtaken)) failure ??= thrown;
          if (this.#winner === lane) failure = thrown;
        }
        lane.release();
        running--;
        // Who lost is recorded before the call is.
        if (running === 0) this.#finish(() => reject(asError(failure)));
      };
      const start = (lane: Lane): void => {
        running++;
        this.#lanes.push(lane);
        void settled(lane, ask(lane));
      };
      this.#hedge = () => {
        const lane = this.#secondLane();
        if (lane !== undefined) start(lane);
        else this.#lanes[0]?.stopWaiting();
      };
      setDeadline(this, performance.now() + limitMs);
      const first = { ...this.call, isLeft: (one: Deployment) => this.#second.has(one) };
      start(new Lane(first, this.signal, this.sink, this));
    });
  }

  spoke(lane: Lane): boolean {
    if (this.#winner !== undefined) return this.#winner === lane;
    this.#winner = lane;
    if (lane !== this.#lanes[0]) this.call.notes.hedge = 'won';
    clearDeadline(this);
    for (const other of this.#lanes) {
      if (other === lane) continue;
      other.cancellation.abort(new Overtaken(other === this.#lanes[0]));
    }
    return true;
  }

  onDue(): void {
    this.#hedge?.();
  }

  #secondLane(): Lane | undefined {
    const [first] = this.#lanes;
    const asked = new Set(this.call.attempts.map(({ deployment }) => deployment));
    const others = this.call.deployments.filter((one) => !asked.has(one) && this.rules.mayAsk(one));
    const [target] = others;
    if (first === undefined || target === undefined || !this.rules.mayHedge()) return undefined;
    for (const one of others) this.#second.add(one);
    this.call.notes.hedge = 'lost';
    const hedged = first.attempt ?? this.call.attempts.at(-1);
    const comesOf: AnswerCall['comesOf'] = hedged && { how: 'hedge', attempt: hedged };
    return new Lane({ ...this.call, deployments: others, comesOf }, this.signal, this.sink, this);
  }

  #result: (() => void) | undefined;

  #end(settle: () => void): void {
    this.#result = settle;
    clearDeadline(this);
  }

  #finish(fail: () => void): void {
    clearDeadline(this);
    (this.#result ?? fail)();
  }
}
