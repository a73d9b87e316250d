import type { IncomingMessage } from 'node:http';
import { CallEnd } from '../../../admission/call-end';
import type { CallLimits } from '../../../admission/call-limits';
import { callerOf } from '../../../auth/credential.hook';
import type { KeyRing } from '../../../auth/key-ring';
import { CallerGone } from '../../../calls/call-lifetime';
import type { CallLifetime } from '../../../calls/call-lifetime';
import { callRequest } from '../../../calls/call-request';
import type { CallSink, CallsService } from '../../../calls/calls.service';
import { GatewayError } from '../../../errors/gateway-error';
import { invalid } from '../../../errors/invalid-field';
import { toGatewayError } from '../../../errors/to-gateway-error';
import type { RefusalLog } from '../../../log/refusal-log';
import type { Metrics } from '../../../metrics/metrics';
import type { RefusalTrace } from '../../../telemetry/refusal-trace';
import type { Sampling } from '../../../traces/request-trace';
import { RESPONSES_DEMAND, RESPONSES_ROUTE } from '../response-turns';
import type { ResponseTurn, ResponseTurns, TurnScope } from '../response-turns';
import { validateResponsesRequest } from '../responses-request';
import type { CreateEvent } from './client-event';
import { errorEvent } from './socket-events';
import { TurnRequest } from './turn-request';

/** What a turn is made with. */
export interface TurnServices {
  readonly keys: KeyRing;
  readonly limits: CallLimits;
  readonly turns: ResponseTurns;
  readonly calls: CallsService;
  readonly refusals: RefusalLog;
  readonly metrics: Metrics;
  readonly traces: RefusalTrace;
  /** Undefined where no spans are made. */
  readonly sampling: Sampling | undefined;
}

/** Where a turn's events go. */
export interface TurnOutput {
  /** Takes frames of a stream. @returns false when the peer is behind, until `onDrain` is called */
  push(frames: Buffer): boolean;
  onDrain: (() => void) | undefined;
  /** Takes an event that is no part of an answer. */
  event(json: string): void;
}

/**
 * A turn of a WebSocket: a call like one that comes by HTTP, with a trace, a key that is looked up anew, limits, an account
 * and a log line of its own.
 */
export class SocketTurn {
  /** Whether its key is valid no more: the connection ends with the turn. */
  keyGone = false;
  readonly #request: TurnRequest;
  readonly #end = new CallEnd();
  #lifetime: CallLifetime | undefined;
  #wire: ResponseTurn['wire'] | undefined;
  #stopped: CallerGone | undefined;
  #cancelled = false;

  constructor(
    private readonly services: TurnServices,
    private readonly handshake: IncomingMessage,
    address: string,
    readonly event: CreateEvent,
    private readonly output: TurnOutput,
  ) {
    this.#request = new TurnRequest(handshake, address, event.body, event.raw, services.sampling);
  }

  /** Whether it is the one that answers with this id; any where none is named. */
  answers(responseId: string | undefined): boolean {
    return responseId === undefined || this.#wire?.id === responseId;
  }

  /** Its caller wants no more of it: it ends with an event that says so. */
  cancel(): void {
    this.#cancelled = true;
    this.abandon('closed');
  }

  /** There is nobody left to answer. */
  abandon(why: CallerGone['why']): void {
    this.#stopped ??= new CallerGone(why);
    this.#lifetime?.abort(this.#stopped);
  }

  /** Never rejects. @param scope where answers are found and kept, by the key's id */
  async run(scope: (keyId: string) => TurnScope): Promise<void> {
    try {
      await this.#answer(scope);
    } catch (thrown) {
      const error = toGatewayError(thrown);
      this.#refused(error);
      this.output.event(errorEvent(error, this.#request.trace.traceId, this.event.lane));
    } finally {
      this.#end.close();
    }
  }

  async #answer(scope: (keyId: string) => TurnScope): Promise<void> {
    const { turns, limits, keys } = this.services;
    const caller = callerOf(this.handshake, keys);
    if (caller === undefined) {
      this.keyGone = true;
      throw new GatewayError('UNAUTHORIZED', 'The key of this connection is not valid any more.');
    }
    this.#request.caller = caller;
    const asked = validateResponsesRequest(this.event.body);
    if (asked.background)
      throw invalid('background', 'background is not for a WebSocket: send POST /v1/responses.');
    const { wire, door } = await turns.begin(asked, this.event.raw, scope(caller.keyId));
    this.#wire = wire;
    if (!this.event.generate) return void this.output.push(Buffer.from(wire.prepared()));
    await limits.admit(this.#request, caller, RESPONSES_DEMAND, this.#end, 'responses');
    await this.#stream(door);
  }

  async #stream(door: ResponseTurn['door']): Promise<void> {
    const { calls } = this.services;
    const { output } = this;
    const call = callRequest(this.#request, door);
    const lifetime = calls.lifetime(call);
    this.#lifetime = lifetime;
    if (this.#stopped !== undefined) lifetime.abort(this.#stopped);
    const told = { committed: false };
    const sink: CallSink = {
      onDrain: undefined,
      asked: () => undefined,
      opened: () => undefined,
      push: (frames) => {
        if (frames.length === 0) return true;
        told.committed = true;
        return output.push(frames);
      },
      committed: () => told.committed,
    };
    output.onDrain = () => sink.onDrain?.();
    try {
      await calls.stream(call, sink, lifetime);
    } catch (thrown) {
      if (thrown instanceof CallerGone) {
        if (this.#cancelled) output.push(Buffer.from(door.wire.cancelled()));
        return;
      }
      if (!told.committed) throw thrown;
      output.push(Buffer.from(door.wire.failed(toGatewayError(thrown))));
    } finally {
      output.onDrain = undefined;
      this.#lifetime = undefined;
    }
  }

  #refused(error: GatewayError): void {
    if (this.#request.accounted) return;
    const { refusals, metrics, traces } = this.services;
    const { trace, startedAt, caller, address } = this.#request;
    const refused = { method: 'POST', trace, startedAt, caller, address };
    refusals.write(refused, RESPONSES_ROUTE, error, error.status);
    traces.refused(refused, RESPONSES_ROUTE, error, error.status);
    metrics.refused(RESPONSES_ROUTE, error.status, error.code);
  }
}
