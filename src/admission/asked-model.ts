import type { CallDemand, UncheckedRequest } from './call-demand';

/** Longer than any provider's model name or ARN; whatever is longer is nobody's model and shares one bucket. */
const MAX_NAME_LENGTH = 256;
const OVERLONG = '(overlong)';

/** The model that a call names by its door, as far as its limit needs it; the default model where it names none. */
export function askedModel(request: UncheckedRequest, demand: CallDemand, defaultModel: string): string {
  const model = demand.model(request) ?? defaultModel;
  return model.length > MAX_NAME_LENGTH ? OVERLONG : model;
}
