import { GatewayError } from '../../../errors/gateway-error';
import { FailingAdapter } from '../../failing.adapter';
import type { ModelCard } from '../../llm-adapter';

/** In use while no upstream is configured: every model is unknown. */
export class UnconfiguredAdapter extends FailingAdapter {
  constructor() {
    const message = 'No provider is configured on this gateway.';
    super('none', new GatewayError('MODEL_NOT_FOUND', message, { param: 'model' }));
  }

  override models(): Promise<readonly ModelCard[]> {
    return Promise.resolve([]);
  }
}
