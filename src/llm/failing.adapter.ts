import type { GatewayError } from '../errors/gateway-error';
import type { LlmAdapter, ModelCard } from './llm-adapter';

/** Takes the place of an upstream that cannot be asked at all: every call fails with the reason. */
export class FailingAdapter implements LlmAdapter {
  constructor(
    readonly upstream: string,
    private readonly reason: GatewayError,
  ) {}

  complete(): Promise<never> {
    return Promise.reject(this.reason);
  }

  stream(): Promise<never> {
    return Promise.reject(this.reason);
  }

  embed(): Promise<never> {
    return Promise.reject(this.reason);
  }

  models(): Promise<readonly ModelCard[]> {
    return Promise.reject(this.reason);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
