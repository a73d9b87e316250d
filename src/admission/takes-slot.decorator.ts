import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link TakesSlot}. */
export const TAKES_SLOT = 'limits:takes-slot';

/**
 * Marks a route that calls a model: it takes one of the `MAX_CONCURRENT_REQUESTS` slots while it runs, and is limited
 * by its model too, which is the URL's `model` parameter, else the body's, else the default model.
 */
export const TakesSlot = (): MethodDecorator & ClassDecorator => SetMetadata(TAKES_SLOT, true);
