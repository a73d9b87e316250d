import { SetMetadata } from '@nestjs/common';
import type { CallDemand } from './call-demand';

/** Metadata key of {@link TakesSlot}. */
export const TAKES_SLOT = 'limits:takes-slot';

/**
 * Marks a route that calls a model: it takes one of the `MAX_CONCURRENT_REQUESTS` slots while it runs, and is limited by
 * its model and by tokens too.
 * @param demand how the door tells them from a request of its wire
 */
export const TakesSlot = (demand: CallDemand): MethodDecorator & ClassDecorator =>
  SetMetadata(TAKES_SLOT, demand);
