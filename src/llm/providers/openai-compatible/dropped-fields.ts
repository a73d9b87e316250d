import { GatewayError } from '../../../errors/gateway-error';
import type { LlmCall } from '../../llm-adapter';

/** What of a request its vendor does not take: named to the caller, or refused where the operator wants that. */
export class DroppedFields {
  readonly #names: string[] = [];

  /** @param strict `LLM_PROXY__STRICT_PARAMS` */
  constructor(
    private readonly call: Pick<LlmCall, 'facts'>,
    private readonly strict: boolean,
  ) {}

  /** A field has no effect. @throws GatewayError INVALID_REQUEST naming it, in strict mode */
  drop(name: string): void {
    if (this.strict) {
      throw new GatewayError('INVALID_REQUEST', `${name} is not supported by this model's provider.`, {
        param: name,
        providerCode: 'unsupported_parameter',
      });
    }
    this.#names.push(name);
  }

  /** Names what was dropped in the facts of the call. */
  note(): void {
    if (this.#names.length === 0) return;
    const { facts } = this.call;
    facts.dropped = [...new Set([...facts.dropped, ...this.#names])];
  }
}
