import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { GatewayError } from '../../errors/gateway-error';
import { infoWriter } from '../../log/info-line';
import type { WriteInfo } from '../../log/info-line';
import { ServiceLog } from '../../log/service-log';
import type { CallListener } from '../call-listener';
import type { CallRecord } from '../call-record';
import { callLogFields } from './call-log-fields';
import { messageWithoutRequest } from './upstream-message';

/** Writes one log line for each ended call. */
@Injectable()
export class CallLogListener implements CallListener {
  readonly #writeInfo: WriteInfo;

  constructor(@Inject(ServiceLog) private readonly log: Logger) {
    this.#writeInfo = infoWriter(log);
  }

  ended(call: CallRecord): void {
    const { thrown } = call;
    if (thrown === undefined) {
      this.#writeInfo(callLogFields(call), 'call');
      return;
    }
    const fields = { ...callLogFields(call), upstream_message: upstreamMessage(call, thrown) };
    if (call.code === 'INTERNAL') this.log.error({ ...fields, alert: true, err: thrown }, 'call');
    else if (isAlert(call)) {
      this.log.warn({ ...fields, alert: true, reason: reasonOf(thrown) }, 'call');
    } else this.#writeInfo(fields, 'call');
  }
}

/**
 * Timeouts and failures of the upstream are what an operator is woken for, and what this machine lacks; a caller's 400 or
 * a 429 is not.
 */
function isAlert({ code, thrown }: CallRecord): boolean {
  if (code === 'OVERLOADED') return thrown instanceof GatewayError && thrown.cause !== undefined;
  return code === 'PROVIDER_ERROR' || code === 'TIMEOUT';
}

/** Why the upstream failed, in its own words. A mistake in the request is told to its caller, and quotes it. */
function upstreamMessage({ request }: CallRecord, thrown: unknown): string | undefined {
  if (!(thrown instanceof GatewayError) || thrown.upstreamFailure === 'rejected') return undefined;
  return messageWithoutRequest(thrown.upstreamMessage, request.raw);
}

function reasonOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof GatewayError)) return undefined;
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
