import type { GatewayError } from '../errors/gateway-error';
import type { LlmAdapter, ModelCard } from './llm-adapter';
import { PASSED_OPERATIONS } from './passed-call';

/** Takes the place of an upstream that cannot be asked at all: every call fails with the reason. */
export class FailingAdapter implements LlmAdapter {
  readonly passes = new Set(PASSED_OPERATIONS);

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

  pass(): Promise<never> {
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
