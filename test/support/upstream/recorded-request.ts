import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { UpstreamConnection } from './upstream-connection';

/** A request as it reached the fake upstream. */
export class RecordedRequest {
  /** When its head had arrived (`performance.now()`). */
  readonly arrivedAt = performance.now();
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as sent: shows duplicates and case. */
  readonly rawHeaders: readonly string[];
  /** Resolves when the body is there: true; false when the connection ended before that. */
  readonly received: Promise<boolean>;
  readonly #response: ServerResponse;
  readonly #pieces: Buffer[] = [];
  #json: { value: unknown } | undefined;

  constructor(
    incoming: IncomingMessage,
    response: ServerResponse,
    readonly connection: UpstreamConnection,
  ) {
    this.method = incoming.method ?? '';
    this.url = incoming.url ?? '';
    this.path = this.url.split('?', 1)[0] ?? '';
    this.headers = incoming.headers;
    this.rawHeaders = incoming.rawHeaders;
    this.#response = response;
    incoming.on('data', (piece: Buffer) => this.#pieces.push(piece));
    incoming.on('error', () => undefined);
    this.received = new Promise((resolve) => {
      incoming.once('end', () => resolve(true));
      incoming.once('close', () => resolve(incoming.complete));
    });
  }

  /** The body's bytes, as far as they have arrived. */
  get body(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** The body, parsed when first asked for. @throws SyntaxError when it is not JSON */
  get json(): unknown {
    this.#json ??= { value: JSON.parse(this.body.toString('utf8')) as unknown };
    return this.#json.value;
  }

  /** The fields of the body. @throws Error when it is no JSON object */
  get fields(): Readonly<Record<string, unknown>> {
    const { json } = this;
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
    throw new Error('the request body is no JSON object');
  }

  /** The `model` asked for; undefined when the body is no object or names none. */
  get model(): string | undefined {
    const model = this.#field('model');
    return typeof model === 'string' ? model : undefined;
  }

  /** Whether a stream was asked for. */
  get stream(): boolean {
    return this.#field('stream') === true;
  }

  /** Whether the usage chunk was asked for (`stream_options.include_usage`). */
  get includesUsage(): boolean {
    const options = this.#field('stream_options');
    return (
      typeof options === 'object' &&
      options !== null &&
      'include_usage' in options &&
      options.include_usage === true
    );
  }

  /** Resolves with the time (`performance.now()`) when its connection ended; see `connection.closedBy`. */
  get closed(): Promise<number> {
    return this.connection.closed;
  }

  /** Whether the proxy ended the connection before it had the whole answer. */
  get aborted(): boolean {
    return this.connection.closedBy === 'proxy' && !this.#response.writableFinished;
  }

  #field(name: string): unknown {
    try {
      return this.fields[name];
    } catch {
      return undefined;
    }
  }
}
