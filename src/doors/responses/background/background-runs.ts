import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { ResponseStore } from '../../../answers/response-store';
import type { CallEnd } from '../../../admission/call-end';
import type { CallRequest } from '../../../calls/call-request';
import { CallsService } from '../../../calls/calls.service';
import { Settings } from '../../../config/settings';
import { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import type { ResponseTurn } from '../response-turns';
import { BackgroundRun } from './background-run';

/** For how long the events of an answer that is over are kept. */
const REPLAY_MS = 5 * 60_000;
/** How often it is looked whether another replica was asked to cancel an answer that runs here. */
const LOOK_MS = 1_000;
const RETRY_AFTER_MS = 5_000;

/** The answers that go on without their callers in this process. */
@Injectable()
export class BackgroundRuns implements OnApplicationShutdown {
  readonly #runs = new Map<string, BackgroundRun>();
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Settings) private readonly settings: Pick<Settings, 'responsesBackground' | 'databaseUrl'>,
    private readonly calls: CallsService,
    private readonly responses: ResponseStore,
  ) {}

  /** @throws GatewayError where no further one is taken */
  check(): void {
    if (this.settings.responsesBackground === 0) {
      throw new GatewayError(
        'INVALID_REQUEST',
        'This gateway has no background answers: leave background out.',
        {
          param: 'background',
        },
      );
    }
    if (this.#running < this.settings.responsesBackground) return;
    throw new GatewayError('OVERLOADED', 'Too many background answers are under way. Try again soon.', {
      retryAfterMs: RETRY_AFTER_MS,
    });
  }

  /** Begins an answer. @param end closed when it is over */
  start(keyId: string, turn: ResponseTurn, call: CallRequest, end: CallEnd): BackgroundRun {
    end.held = true;
    const run = new BackgroundRun(keyId, turn, end);
    this.#runs.set(run.id, run);
    this.#running++;
    this.#timer ??= setInterval(() => void this.#look(), LOOK_MS).unref();
    void run.run(this.calls, call).then(() => {
      this.#running--;
      setTimeout(() => {
        this.forget(run);
      }, REPLAY_MS).unref();
    });
    return run;
  }

  /** The answer of a key, while it runs here and for a while after; undefined for any other. */
  find(keyId: string, id: string): BackgroundRun | undefined {
    const run = this.#runs.get(id);
    return run?.keyId === keyId ? run : undefined;
  }

  /** Gives what is kept of an answer for its readers back. */
  forget(run: BackgroundRun): void {
    if (this.#runs.delete(run.id)) run.events.release();
    if (this.#runs.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  onApplicationShutdown(): void {
    for (const run of [...this.#runs.values()]) this.forget(run);
  }

  /** Another replica can only write down that an answer is to be cancelled. */
  async #look(): Promise<void> {
    if (this.settings.databaseUrl === undefined) return;
    for (const run of [...this.#runs.values()]) {
      if (run.events.isOver) continue;
      const kept = await this.responses.get(run.keyId, run.id).catch(() => undefined);
      if (kept !== undefined && statusIn(kept.json) === 'cancelled') void run.cancel();
    }
  }
}

/** The status of a response object. */
function statusIn(json: string): unknown {
  const response: unknown = JSON.parse(json);
  return isObject(response) ? response['status'] : undefined;
}
