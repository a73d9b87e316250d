/** A WebSocket client that gathers what comes, for `/v1/responses`. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Gateway } from '../service/gateway';
import { until, within } from '../observation/until';

/** An event as a client reads it. */
export type SocketEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** What answered a handshake that was refused. */
export interface RefusedHandshake {
  readonly status: number;
  readonly body: string;
}

const TERMINAL = new Set(['response.completed', 'response.failed', 'response.incomplete', 'error']);

export class SocketClient {
  readonly events: SocketEvent[] = [];
  /** The close code, once it is closed. */
  code: number | undefined;
  reason = '';

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.events.push(JSON.parse(data.toString()) as SocketEvent);
    });
    socket.on('close', (code, reason) => {
      this.code = code;
      this.reason = reason.toString();
    });
    socket.on('error', () => undefined);
  }

  /** @throws Error when the handshake is refused */
  static async open({ url, key }: Gateway, path = '/v1/responses', autoPong = true): Promise<SocketClient> {
    const headers = { authorization: `Bearer ${key}`, 'openai-beta': 'responses_websockets=2026-02-06' };
    const client = new SocketClient(
      new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers, autoPong }),
    );
    await within(once(client.socket, 'open'), { what: 'a WebSocket to open' });
    return client;
  }

  /** Tries a handshake that is refused. */
  static async refused(url: string, headers: Record<string, string>): Promise<RefusedHandshake> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses`, { headers });
    socket.on('error', () => undefined);
    const refusal = once(socket, 'unexpected-response');
    const [, response] = (await within(refusal, { what: 'a handshake to be refused' })) as [
      unknown,
      NodeJS.ReadableStream & { statusCode: number },
    ];
    let body = '';
    for await (const piece of response) body += piece.toString();
    return { status: response.statusCode, body };
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Asks for a turn. @returns its events, up to its end */
  async turn(body: object): Promise<SocketEvent[]> {
    const before = this.events.length;
    this.send({ type: 'response.create', ...body });
    return this.ended(before);
  }

  /** The events from a place on, once one of them ends a turn. @param lane of this lane alone, where it is given */
  async ended(from: number, lane?: string): Promise<SocketEvent[]> {
    const ofLane = (): SocketEvent[] =>
      this.events.slice(from).filter((event) => lane === undefined || event['stream_id'] === lane);
    await until(() => ofLane().some(({ type }) => TERMINAL.has(type)) || this.code !== undefined, {
      what: 'the end of a turn',
    });
    return ofLane();
  }

  /** @returns the close code */
  async closed(): Promise<number> {
    await until(() => this.code !== undefined, { what: 'the end of a WebSocket' });
    return this.code ?? 0;
  }

  close(): Promise<number> {
    this.socket.close();
    return this.closed();
  }
}
