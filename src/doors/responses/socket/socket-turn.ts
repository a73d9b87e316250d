import type { IncomingMessage } from 'node:http';
import { CallEnd } from '../../../admission/call-end';
import type { CallLimits } from '../../../admission/call-limits';
import { callerOf } from '../../../auth/credential.hook';
import { CallerGone } from '../../../calls/call-lifetime';
import type { CallLifetime } from '../../../calls/call-lifetime';
import { callRequest } from '../../../calls/call-request';
import type { CallSink, CallsService } from '../../../calls/calls.service';
import { GatewayError } from '../../../errors/gateway-error';
import { invalid } from '../../../errors/invalid-field';
import { toGatewayError } from '../../../errors/to-gateway-error';
import { RESPONSES_DEMAND } from '../response-turns';
import type { ResponseTurn, ResponseTurns, TurnScope } from '../response-turns';
import { validateResponsesRequest } from '../responses-request';
import type { CreateEvent } from './client-event';
import { errorEvent } from './socket-events';
import type { RefusalServices, SocketRefusals } from './socket-refusals';
import { TurnRequest } from './turn-request';

/** What a turn is made with. */
export interface TurnServices extends RefusalServices {
  readonly limits: CallLimits;
  readonly turns: ResponseTurns;
  readonly calls: CallsService;
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
    readonly output: TurnOutput,
    private readonly refusals: SocketRefusals,
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
      this.output.event(this.#refused(toGatewayError(thrown)));
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
    const asked = validateResponsesRequest(this.event.body, !this.event.generate);
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

  /** @returns the event that tells of it; a call that was made has a log line of its own */
  #refused(error: GatewayError): string {
    const { lane } = this.event;
    return this.#request.accounted
      ? errorEvent(error, this.#request.trace.traceId, lane)
      : this.refusals.ofTurn(this.#request, error, lane);
  }
}
