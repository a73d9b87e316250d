import { Injectable } from '@nestjs/common';
import type { AdmissionRule, AskedFor, ClosesOnce, EndsWithResponse } from '../admission-rule';
import { RequestSlots } from '../request-slots';

/** A call of a model takes one of the `MAX_CONCURRENT_REQUESTS` slots until its response is closed. */
@Injectable()
export class SlotsRule implements AdmissionRule {
  constructor(private readonly slots: RequestSlots) {}

  /** @throws GatewayError OVERLOADED when all are taken */
  enter({ model }: AskedFor): void {
    if (model !== undefined) this.slots.acquire();
  }

  leave({ model }: AskedFor): void {
    if (model !== undefined) this.slots.release();
  }

  hold({ model }: AskedFor, response: ClosesOnce, admission: EndsWithResponse | undefined): void {
    if (model !== undefined) this.slots.releaseWhenClosed(response, admission);
  }
}
