import type { IncomingMessage } from 'node:http';
import { callerOf } from '../../../auth/credential.hook';
import type { KeyRing } from '../../../auth/key-ring';
import type { GatewayError } from '../../../errors/gateway-error';
import type { RefusalLog, RefusedRequest } from '../../../log/refusal-log';
import type { Metrics } from '../../../metrics/metrics';
import type { RefusalTrace } from '../../../telemetry/refusal-trace';
import type { Sampling } from '../../../traces/request-trace';
import { RESPONSES_ROUTE } from '../response-turns';
import { errorEvent } from './socket-events';
import { TurnRequest } from './turn-request';

/** What refusals are told to besides the peer. */
export interface RefusalServices {
  readonly keys: KeyRing;
  readonly refusals: RefusalLog;
  readonly metrics: Metrics;
  readonly traces: RefusalTrace;
  /** Undefined where no spans are made. */
  readonly sampling: Sampling | undefined;
}

const NOTHING = Buffer.alloc(0);

/** Refusals on one WebSocket: each has a trace, a log line and a figure, as a refused request has. */
export class SocketRefusals {
  constructor(
    private readonly services: RefusalServices,
    private readonly handshake: IncomingMessage,
    private readonly address: string,
  ) {}

  /** Of a turn. @returns the event that tells of it */
  ofTurn(request: TurnRequest, error: GatewayError, lane: string): string {
    const refused = refusedRequest(request);
    this.services.traces.refused(refused, RESPONSES_ROUTE, error, error.status);
    this.services.metrics.refused(RESPONSES_ROUTE, error.status, error.code);
    return this.#logged(request, error, lane);
  }

  /** Of a message of which no turn was made. @returns the event that tells of it */
  ofMessage(error: GatewayError, lane: string): string {
    return this.ofTurn(this.#request(), error, lane);
  }

  /** The connection ends, and nothing was asked that would be refused by it. @returns the event that tells of it */
  ofConnection(error: GatewayError): string {
    return this.#logged(this.#request(), error, '');
  }

  #request(): TurnRequest {
    const { keys, sampling } = this.services;
    const request = new TurnRequest(this.handshake, this.address, {}, NOTHING, sampling);
    request.caller = callerOf(this.handshake, keys);
    return request;
  }

  #logged(request: TurnRequest, error: GatewayError, lane: string): string {
    this.services.refusals.write(refusedRequest(request), RESPONSES_ROUTE, error, error.status);
    return errorEvent(error, request.trace.traceId, lane);
  }
}

function refusedRequest({ trace, startedAt, caller, address }: TurnRequest): RefusedRequest {
  return { method: 'POST', trace, startedAt, caller, address };
}
