import type { CallEnd } from '../../../admission/call-end';
import { CallerGone } from '../../../calls/call-lifetime';
import type { CallLifetime } from '../../../calls/call-lifetime';
import type { CallRequest } from '../../../calls/call-request';
import type { CallSink, CallsService } from '../../../calls/calls.service';
import { toGatewayError } from '../../../errors/to-gateway-error';
import type { JsonObject } from '../../../json/json-object';
import type { ResponseTurn } from '../response-turns';
import { RunEvents } from './run-events';

/** An answer that goes on without its caller. */
export class BackgroundRun {
  readonly events: RunEvents;
  readonly #queued: JsonObject;
  #lifetime: CallLifetime | undefined;
  #cancelled = false;
  #ended: Promise<void> | undefined;

  constructor(
    readonly keyId: string,
    private readonly turn: ResponseTurn,
    private readonly end: CallEnd,
  ) {
    this.events = new RunEvents(turn.wire.id);
    const queued = turn.wire.queued();
    // Written by us.
    this.#queued = JSON.parse(queued) as JsonObject;
    this.events.queued(this.#queued);
    turn.keep(queued, true);
  }

  get id(): string {
    return this.turn.wire.id;
  }

  /** The response object as it is now. */
  get response(): JsonObject {
    return this.events.response ?? this.#queued;
  }

  /** Makes the call. Never rejects. */
  run(calls: CallsService, call: CallRequest): Promise<void> {
    return (this.#ended = this.#run(calls, call));
  }

  async #run(calls: CallsService, call: CallRequest): Promise<void> {
    const lifetime = calls.lifetime(call);
    this.#lifetime = lifetime;
    if (this.#cancelled) lifetime.abort(new CallerGone('closed'));
    const told = { committed: false };
    const sink: CallSink = {
      onDrain: undefined,
      asked: () => undefined,
      opened: () => undefined,
      push: (frames) => {
        told.committed ||= frames.length > 0;
        this.events.add(frames);
        return true;
      },
      committed: () => told.committed,
    };
    try {
      await calls.stream(call, sink, lifetime);
    } catch (thrown) {
      const { wire } = this.turn;
      const last = thrown instanceof CallerGone ? wire.cancelled() : wire.failed(toGatewayError(thrown));
      this.events.add(Buffer.from(last));
      this.turn.keep(JSON.stringify(this.response), false);
    } finally {
      this.events.end();
      this.end.close();
    }
  }

  /** It is wanted no longer; one that is over stays as it is. Resolves when it is over. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    if (!this.events.isOver) this.#lifetime?.abort(new CallerGone('closed'));
    await this.#ended;
  }
}
