import type { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { PassingAnswer } from '../wire';
import { responseError } from './response-ending';
import type { WrittenResponse } from './response-writer';

/** An answer that passes as bytes: what is to be kept of it, and its last event where the provider did not send one. */
export class PassingResponse implements PassingAnswer {
  #response: JsonObject | undefined;
  #events = 0;
  #over = false;

  /** @param onWhole told of an answer that is whole */
  constructor(private readonly onWhole: (response: WrittenResponse) => void) {}

  /** Whether its caller may have got some of it. */
  get isBegun(): boolean {
    return this.#events > 0;
  }

  begun(response: JsonObject): void {
    this.#response = response;
  }

  event(): void {
    this.#events++;
  }

  over(response: JsonObject, at: string | undefined): void {
    this.#over = true;
    const { id, output, store } = response;
    if (typeof id !== 'string' || id === '') return;
    const kept = Array.isArray(output) ? output.filter(isObject) : [];
    this.onWhole({ id, json: JSON.stringify(response), kept, keptAt: store === true ? at : undefined });
  }

  failed(): void {
    this.#over = true;
  }

  /** The last event of an answer that was broken off; empty where the provider sent one. */
  fail(error: GatewayError): string {
    if (this.#over) return '';
    this.#over = true;
    const response = { ...this.#response, status: 'failed', error: responseError(error) };
    const data = { type: 'response.failed', response, sequence_number: this.#events };
    return `event: response.failed\ndata: ${JSON.stringify(data)}\n\n`;
  }
}
