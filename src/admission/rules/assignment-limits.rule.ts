import { Injectable } from '@nestjs/common';
import type { Deployment } from '../../catalogue/deployment';
import type { AdmissionRule } from '../admission-rule';
import type { BucketCharge } from '../buckets/bucket-store';
import { limitCharge } from '../limit-charge';

/** What is assigned to a virtual key has limits of its own: requests and tokens a second. */
@Injectable()
export class AssignmentLimitsRule implements AdmissionRule {
  chargesAt({ assignment }: Deployment, tokens: number, charges: BucketCharge[]): void {
    if (assignment === undefined) return;
    const { id, requestsPerSecond, requestBurst, tokensPerSecond, tokenBurst } = assignment;
    const requests = limitCharge('assignment-requests', id, requestsPerSecond, requestBurst, 1, assignment);
    if (requests !== undefined) charges.push(requests);
    const reserved = limitCharge('assignment-tokens', id, tokensPerSecond, tokenBurst, tokens, assignment);
    if (reserved !== undefined) charges.push(reserved);
  }
}
