import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerText, json, providerError } from './answer-scripts';
import { DEFAULT_TEXT } from './completion-bodies';
import { embeddings } from './embedding-bodies';
import type { AnswerScript } from './exchange';
import { DEFAULT_MODELS, modelInfo, modelList } from './litellm-models';
import type { FakeModel } from './litellm-models';
import { RecordedRequest } from './recorded-request';
import { HANG_MS, until } from '../observation/until';
import { UpstreamConnection } from './upstream-connection';

/** Chooses the script for a chat request; undefined leaves it to the model's script or the default. */
export type ChatHandler = (request: RecordedRequest) => AnswerScript | undefined;

/**
 * A LiteLLM or OpenAI-compatible upstream over real sockets, on 127.0.0.1 and a free port. It records what reaches it
 * and answers chat by the first of: the queue (`next`), the handler (`onChat`), the model's script (`model`), the
 * default (`reply`); every other route by `route` or as LiteLLM does.
 */
export class FakeUpstream {
  /** Every request, in the order of arrival. */
  readonly requests: RecordedRequest[] = [];
  /** Every connection, in the order of arrival. */
  readonly connections: UpstreamConnection[] = [];
  /** What `/v1/models` and `/v1/model/info` list. */
  models: readonly FakeModel[] = DEFAULT_MODELS;
  /** Requests whose answer is neither finished nor broken off. */
  activeRequests = 0;
  /** The most {@link activeRequests} there have been. */
  maxConcurrent = 0;
  readonly #server: Server;
  readonly #bySocket = new WeakMap<Socket, UpstreamConnection>();
  readonly #queue: AnswerScript[] = [];
  readonly #byModel = new Map<string, AnswerScript>();
  readonly #byRoute = new Map<string, AnswerScript>();
  readonly #scriptErrors: unknown[] = [];
  #handler: ChatHandler = () => undefined;
  #default: AnswerScript = answerText(DEFAULT_TEXT);
  #port = 0;

  private constructor() {
    // No time limits of its own: a script decides when a connection ends.
    const limits = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 };
    this.#server = createServer(
      { ...limits, noDelay: true, maxHeaderSize: 64 * 1024 },
      (incoming, response) => {
        void this.#answer(incoming, response);
      },
    );
    this.#server.on('connection', (socket) => this.#connected(socket));
  }

  /** Starts listening. */
  static async start(): Promise<FakeUpstream> {
    const upstream = new FakeUpstream();
    await upstream.#listen();
    return upstream;
  }

  /** `http://127.0.0.1:<port>`, without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** The chat requests, in the order of arrival. */
  get chats(): RecordedRequest[] {
    return this.requests.filter(isChat);
  }

  /** Connections that are open now. */
  get openConnections(): number {
    return this.connections.filter(({ closedAt }) => closedAt === undefined).length;
  }

  /** Answers the next chat requests, one script each, before anything else is asked. */
  next(...scripts: readonly AnswerScript[]): this {
    this.#queue.push(...scripts);
    return this;
  }

  /** Chooses scripts by looking at the request. */
  onChat(handler: ChatHandler): this {
    this.#handler = handler;
    return this;
  }

  /** Answers every chat request for a model. */
  model(name: string, script: AnswerScript): this {
    this.#byModel.set(name, script);
    return this;
  }

  /** Answers every chat request for which there is nothing more particular. */
  reply(script: AnswerScript): this {
    this.#default = script;
    return this;
  }

  /** Answers a route other than chat: `route('GET /v1/model/info', providerError(500))`. */
  route(methodAndPath: string, script: AnswerScript): this {
    this.#byRoute.set(methodAndPath, script);
    return this;
  }

  /** Waits until the n-th chat request, counting from 1, has arrived with its body. */
  async untilChat(n: number, timeoutMs = HANG_MS): Promise<RecordedRequest> {
    const what = `chat request ${n} at the upstream`;
    const request = await until(() => this.chats[n - 1], { timeoutMs, what });
    if (request === undefined || !(await request.received)) throw new Error(`${what} broke off`);
    return request;
  }

  /** Waits until no request is being answered. */
  async untilIdle(timeoutMs = HANG_MS): Promise<void> {
    await until(() => this.activeRequests === 0, { timeoutMs, what: 'the upstream to be idle' });
  }

  /** Forgets scripts and recorded requests, between two tests; open connections stay. */
  reset(): void {
    this.#queue.length = 0;
    this.#byModel.clear();
    this.#byRoute.clear();
    this.#handler = () => undefined;
    this.#default = answerText(DEFAULT_TEXT);
    this.models = DEFAULT_MODELS;
    this.requests.length = 0;
    this.maxConcurrent = this.activeRequests;
  }

  /** Stops listening and breaks every connection: connecting is refused until {@link up}. */
  async down(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.connections) connection.destroy();
    await closed;
  }

  /** Listens again, on the same port. */
  async up(): Promise<void> {
    if (!this.#server.listening) await this.#listen();
  }

  /** Stops everything. @throws what a script threw, if one did */
  async close(): Promise<void> {
    await this.down();
    if (this.#scriptErrors.length > 0) throw this.#scriptErrors[0];
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #connected(socket: Socket): void {
    const connection = new UpstreamConnection(this.connections.length + 1, socket);
    this.connections.push(connection);
    this.#bySocket.set(socket, connection);
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const connection = this.#bySocket.get(incoming.socket);
    if (!connection) throw new Error('a request on a connection that was never announced');
    const request = new RecordedRequest(incoming, response, connection);
    this.requests.push(request);
    this.activeRequests += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.activeRequests);
    response.once('close', () => (this.activeRequests -= 1));
    response.on('error', () => undefined);
    try {
      if (await request.received) await this.#choose(request)({ request, response });
    } catch (error) {
      this.#scriptErrors.push(error);
      connection.destroy();
    }
  }

  #choose(request: RecordedRequest): AnswerScript {
    if (isChat(request)) {
      return (
        this.#queue.shift() ??
        this.#handler(request) ??
        this.#byModel.get(request.model ?? '') ??
        this.#default
      );
    }
    return this.#byRoute.get(`${request.method} ${request.path}`) ?? this.#asLitellm(request);
  }

  #asLitellm(request: RecordedRequest): AnswerScript {
    switch (`${request.method} ${request.path}`) {
      case 'GET /v1/models':
      case 'GET /models':
        return json(modelList(this.models));
      case 'GET /v1/model/info':
      case 'GET /model/info':
        return json(modelInfo(this.models));
      case 'GET /health/readiness':
        return json({ status: 'healthy', db: 'Not connected' });
      case 'GET /health/liveliness':
        return json("I'm alive!");
      case 'POST /v1/embeddings':
      case 'POST /embeddings':
        return json(embeddings(request.fields));
      default:
        return providerError(404, { message: 'Not Found', type: 'invalid_request_error' });
    }
  }
}

function isChat({ method, path }: RecordedRequest): boolean {
  return method === 'POST' && path.endsWith('/chat/completions');
}
