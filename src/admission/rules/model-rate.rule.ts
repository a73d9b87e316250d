import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings';
import type { AdmissionRule, AskedFor } from '../admission-rule';
import type { BucketCharge, BucketState } from '../buckets/bucket-store';
import { limitCharge } from '../limit-charge';
import { ModelWarnings } from '../model-warnings';

/** A model whose bucket holds less than this share of its burst is worth a warning. */
const LOW_SHARE = 0.2;

/** A model may be called `MODEL_RPS` times a second, `MODEL_BURST` at once, by all keys together. */
@Injectable()
export class ModelRateRule implements AdmissionRule {
  constructor(
    @Inject(Settings) private readonly settings: Pick<Settings, 'modelRps' | 'modelBurst'>,
    private readonly warnings: ModelWarnings,
  ) {}

  charges({ model }: AskedFor, charges: BucketCharge[]): void {
    if (model === undefined) return;
    const charge = limitCharge('model', model, this.settings.modelRps, this.settings.modelBurst, 1);
    if (charge !== undefined) charges.push(charge);
  }

  admitted(charges: readonly BucketCharge[], states: readonly BucketState[]): void {
    for (let index = 0; index < charges.length; index++) {
      const charge = charges[index];
      const state = states[index];
      if (charge?.limit !== 'model' || state === undefined) continue;
      const { subject, burst } = charge;
      if (state.remaining < burst * LOW_SHARE) {
        this.warnings.nearlyRefused(subject, state.remaining, burst);
      }
    }
  }
}
