import { GatewayError } from '../errors/gateway-error';

const RETRY_AFTER_MS = 2_000;

/** The ledger cannot be asked now; what an operator needs besides is the cause. */
export class LedgerAway extends GatewayError {
  constructor(message: string, cause?: unknown) {
    super('OVERLOADED', message, { retryAfterMs: RETRY_AFTER_MS, cause });
  }
}
