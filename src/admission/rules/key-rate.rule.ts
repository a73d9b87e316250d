import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller';
import { Settings } from '../../config/settings';
import type { AdmissionRule, AskedFor } from '../admission-rule';
import type { BucketCharge } from '../buckets/bucket-store';
import { limitCharge } from '../limit-charge';

/** A key may make `KEY_RPS` requests a second, `KEY_BURST` at once. */
@Injectable()
export class KeyRateRule implements AdmissionRule {
  constructor(@Inject(Settings) private readonly settings: Pick<Settings, 'keyRps' | 'keyBurst'>) {}

  charges({ caller }: AskedFor, charges: BucketCharge[]): void {
    const charge = this.chargeOf(caller);
    if (charge !== undefined) charges.push(charge);
  }

  /** One request of a key; undefined where the limit is off. */
  chargeOf(caller: Caller): BucketCharge | undefined {
    const home = caller.kind === 'virtual' ? caller.key : undefined;
    return limitCharge('key', caller.keyId, this.settings.keyRps, this.settings.keyBurst, 1, home);
  }
}
