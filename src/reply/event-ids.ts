const EVENT_END = '\n\n';
const BLANK = Buffer.from(EVENT_END);
const COLON = 0x3a;

/**
 * Numbers the events of a stream, so that its caller can say where it broke off: `id: 1`, `id: 2`, … The same answer has the
 * same numbers each time. Events up to the one that the caller has are left out.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#last-event-id
 */
export class EventIds {
  #last = 0;

  /** @param after the number of the last event that the caller has; 0 for none */
  constructor(private readonly after: number) {}

  /** Whether the caller says that it has more than there is. */
  get isBehind(): boolean {
    return this.#last < this.after;
  }

  /**
   * A comment as it is among numbered events: without a blank line behind it. OpenAI's SDK for Python has kept the number of the
   * event before, takes the blank line for the end of an event without data, and fails over that
   * (https://github.com/openai/openai-python/issues/2722).
   */
  comment(events: Buffer): Buffer {
    return events[0] === COLON && events.subarray(-EVENT_END.length).equals(BLANK)
      ? events.subarray(0, -1)
      : events;
  }

  /** Whole events with their numbers; comments have none. */
  number(events: Buffer): Buffer {
    if (events.length === 0) return events;
    const pieces: string[] = [];
    const text = events.toString('utf8');
    for (let at = 0; at < text.length;) {
      const found = text.indexOf(EVENT_END, at);
      const end = found < 0 ? text.length : found + EVENT_END.length;
      const event = text.slice(at, end);
      if (text.charCodeAt(at) === COLON) pieces.push(found < 0 ? event : event.slice(0, -1));
      else if (++this.#last > this.after) pieces.push(`id: ${this.#last}\n${event}`);
      at = end;
    }
    return Buffer.from(pieces.join(''));
  }
}
