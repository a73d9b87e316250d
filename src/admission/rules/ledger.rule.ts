import { Inject, Injectable } from '@nestjs/common';
import { GatewayError } from '../../errors/gateway-error';
import { Ledger } from '../../ledger/ledger';
import type { AdmissionRule, AskedFor } from '../admission-rule';

const RETRY_AFTER_MS = 5_000;

/** Where an operator wants it so (`LEDGER_WHEN_FULL=refuse`), no model is called that the ledger could not record. */
@Injectable()
export class LedgerRule implements AdmissionRule {
  constructor(@Inject(Ledger) private readonly ledger: Pick<Ledger, 'refuses'>) {}

  /** @throws GatewayError OVERLOADED while the journal is full */
  enter({ model }: AskedFor): void {
    if (model === undefined || !this.ledger.refuses) return;
    const message =
      'The gateway cannot record calls now, and makes none that it cannot record. Try again later.';
    throw new GatewayError('OVERLOADED', message, { retryAfterMs: RETRY_AFTER_MS });
  }
}
