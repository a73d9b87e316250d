import type { ConnectionOptions } from '../../config/connection-options';
import { vertexLocation } from '../../config/vertex-location';

/** OpenAI's hosts that keep requests in a region: https://platform.openai.com/docs/guides/your-data#data-residency-controls */
const OPENAI_REGION = /^[a-z]{2}\.api\.openai\.com$/;

/**
 * Whether a connection has its requests served in one region, for which some providers ask more. Amazon says it by the model's name.
 * https://platform.openai.com/docs/pricing, https://cloud.google.com/vertex-ai/generative-ai/pricing
 */
export function isServedRegionally(connection: {
  readonly provider: string;
  readonly endpoint: string;
  readonly options: ConnectionOptions;
}): boolean {
  const { provider, endpoint, options } = connection;
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  if (provider === 'vertex') return vertexLocation(url, options) !== 'global';
  return provider === 'openai' && OPENAI_REGION.test(url.hostname);
}
