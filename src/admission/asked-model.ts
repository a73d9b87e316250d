import type { FastifyRequest } from 'fastify';

/** Longer than any provider's model name or ARN; whatever is longer is nobody's model and shares one bucket. */
const MAX_NAME_LENGTH = 256;
const OVERLONG = '(overlong)';

/**
 * The model that a call names, as far as its limit needs it: the URL's `model` parameter (as the Azure SDKs call), else
 * the body's field, else the default model. The body was parsed but not validated yet.
 */
export function askedModel(
  { params, body }: Pick<FastifyRequest, 'params' | 'body'>,
  defaultModel: string,
): string {
  const model = modelField(params) ?? modelField(body) ?? defaultModel;
  return model.length > MAX_NAME_LENGTH ? OVERLONG : model;
}

function modelField(source: unknown): string | undefined {
  if (typeof source !== 'object' || source === null || !('model' in source)) return undefined;
  return typeof source.model === 'string' && source.model !== '' ? source.model : undefined;
}
