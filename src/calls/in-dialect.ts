import { GatewayError } from '../errors/gateway-error';
import type { LlmAdapter } from '../llm/llm-adapter';
import type { CallDialect } from './call-request';

/**
 * What of an adapter answers a call in the dialect of its door.
 * @throws GatewayError INVALID_REQUEST when the upstream does not speak it
 */
export function inDialect(
  adapter: LlmAdapter,
  dialect: CallDialect,
): Pick<LlmAdapter, 'complete' | 'stream'> {
  if (dialect === 'openai') return adapter;
  if (adapter.native?.dialect === dialect) return adapter.native;
  throw new GatewayError('INVALID_REQUEST', `The model's provider does not speak the ${dialect} dialect.`, {
    param: 'model',
  });
}
