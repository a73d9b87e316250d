import type { GatewayError } from '../../../errors/gateway-error';
import type { AskedConverse } from '../../../wire/bedrock-converse/answer-blocks';
import { ConverseAnswerReader } from '../../../wire/bedrock-converse/answer-reader';
import type { AnswerEvents } from '../../../wire/canonical/answer-events';
import type { StreamMapping } from '../../mapping/mapped-stream';
import type { EventStreamReader, StreamEvent } from './event-stream';

/** What the reading of a stream works with. */
export interface ConverseStreamOptions {
  readonly events: EventStreamReader;
  /** The model that was asked. */
  readonly model: string;
  readonly asked: AskedConverse;
  /** Makes an error of an exception of the stream. */
  readonly failure: (event: StreamEvent) => GatewayError;
}

/** Reads the messages of ConverseStream's event stream. */
export class ConverseStream implements StreamMapping {
  readonly #answer: ConverseAnswerReader;

  constructor(
    out: AnswerEvents,
    private readonly options: ConverseStreamOptions,
  ) {
    this.#answer = new ConverseAnswerReader(out, options.model, options.asked);
  }

  get heldBytes(): number {
    return this.options.events.heldBytes;
  }

  push(piece: Buffer): void {
    this.options.events.push(piece, this.#take);
  }

  end(): void {
    this.options.events.end();
    this.#answer.end();
  }

  broke(): void {
    this.#answer.end();
  }

  readonly #take = (event: StreamEvent): void => {
    if (event.kind !== 'event') throw this.options.failure(event);
    this.#answer.event(event.name, event.body);
  };
}
