import { GatewayError } from '../../errors/gateway-error';
import type { LlmAdapter, ModelCard } from '../llm-adapter';

/** Stands in while no upstream is configured: every model is unknown. */
export class UnconfiguredAdapter implements LlmAdapter {
  readonly upstream = 'none';

  complete(): Promise<never> {
    return refuse();
  }

  stream(): Promise<never> {
    return refuse();
  }

  embed(): Promise<never> {
    return refuse();
  }

  models(): Promise<readonly ModelCard[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function refuse(): Promise<never> {
  return Promise.reject(
    new GatewayError('MODEL_NOT_FOUND', 'No provider is configured on this gateway.', { param: 'model' }),
  );
}
