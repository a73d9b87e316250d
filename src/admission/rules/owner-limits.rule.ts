import { Inject, Injectable } from '@nestjs/common';
import { RegistryView } from '../../registry/memory/registry-view';
import type { AdmissionRule, AskedFor } from '../admission-rule';
import type { BucketCharge } from '../buckets/bucket-store';
import { countsTokens } from '../limit-kinds';
import { rulesOf } from './rules-of';

/** A virtual key's call of a model is within the limits of its key and of each of its groups: requests and tokens in a time. */
@Injectable()
export class OwnerLimitsRule implements AdmissionRule {
  constructor(@Inject(RegistryView) private readonly registry: Pick<RegistryView, 'group'>) {}

  charges({ caller, model, tokens }: AskedFor, charges: BucketCharge[]): void {
    if (model === undefined || caller.kind !== 'virtual') return;
    for (const { limits } of rulesOf(caller.key, this.registry)) {
      for (const limit of limits) {
        const { name, ownerId: subject, amount: burst, ratePerSecond } = limit;
        const cost = countsTokens(name) ? Math.min(tokens, burst) : 1;
        charges.push({ limit: name, subject, ratePerSecond, burst, cost, home: limit });
      }
    }
  }
}
