import type { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { PassingAnswer } from '../wire';
import { responseError } from './response-ending';
import type { WrittenResponse } from './written-response';

/** One attempt's answer that passes as bytes: what is to be kept of it, and its last event where the provider did not send one. */
export class PassingResponse implements PassingAnswer {
  #response: JsonObject | undefined;
  #events = 0;
  #over = false;
  /** The provider's own words about its failure. */
  #failure = '';
  #failureIsWhole = false;

  /**
   * @param onWhole told of an answer that is whole; undefined where nobody keeps it
   * @param onEvent told with each event: its caller may get some of it
   * @param givenModel what it calls its model, whatever the provider calls it
   */
  constructor(
    private readonly onWhole: ((response: WrittenResponse) => void) | undefined,
    private readonly onEvent: (passed: PassingResponse) => void,
    private readonly givenModel: string | undefined,
  ) {}

  get kept(): boolean {
    return this.onWhole !== undefined;
  }

  begun(response: JsonObject): void {
    this.#response = this.#named(response);
  }

  event(): void {
    this.#events++;
    this.onEvent(this);
  }

  over(response: JsonObject, at: string | undefined): void {
    this.#over = true;
    if (this.onWhole === undefined) return;
    const { id, output, store } = response;
    if (typeof id !== 'string' || id === '') return;
    const kept = objectsIn(output);
    this.onWhole({
      id,
      json: JSON.stringify(this.#named(response)),
      kept,
      keptAt: store === true ? at : undefined,
    });
  }

  failed(event: string, isLast: boolean): void {
    this.#failure += event;
    this.event();
    this.#failureIsWhole = isLast;
  }

  #named(response: JsonObject): JsonObject {
    return this.givenModel === undefined ? response : { ...response, model: this.givenModel };
  }

  /** The last events of an answer that was broken off: the provider's own where it sent them. */
  fail(error: GatewayError): string {
    if (this.#over) return '';
    if (!this.#failureIsWhole) {
      this.#failure += this.#end('response.failed', { status: 'failed', error: responseError(error) });
    }
    this.#over = true;
    return this.#failure;
  }

  /** The last event of an answer that its caller wants no longer. */
  cancel(): string {
    return this.#end('response.incomplete', { status: 'cancelled' });
  }

  #end(type: string, told: JsonObject): string {
    if (this.#over) return '';
    this.#over = true;
    const data = { type, response: { ...this.#response, ...told }, sequence_number: this.#events };
    return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}
