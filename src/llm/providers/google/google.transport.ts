import type { IncomingHttpHeaders } from 'node:http';
import type { CancelSignal } from '../../../cancellation/cancellation';
import type { GatewayError } from '../../../errors/gateway-error';
import { parseExact } from '../../../json/exact-json';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { listIn } from '../../../json/list-in';
import type { UpstreamClient } from '../../../upstream/upstream-client';
import type { BodyConsumer, UpstreamAnswer } from '../../../upstream/upstream-exchange';
import { headersForCaller } from '../../../upstream/forwarded-headers';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { LlmCall } from '../../llm-adapter';
import type { StreamIntake } from '../../stream-intake';
import { parseObject } from '../openai-compatible/response';
import type { GoogleCredential } from './credential';
import { googleError } from './errors';
import { VERTEX_HEADERS } from '../../../upstream/vertex-headers';

/** Headers of a caller that are of use to Google. */
const PASSED_HEADERS = ['user-agent', 'traceparent', ...VERTEX_HEADERS];

/** A whole answer: its bytes, and what they say. */
export interface JsonAnswer {
  readonly bytes: Buffer;
  readonly parsed: JsonObject;
}

/** A request in another wire than Gemini's. */
export interface RawPost {
  readonly path: string;
  readonly body: Buffer;
  /** Headers of that wire. */
  readonly headers: Readonly<Record<string, string>>;
  readonly call: LlmCall;
}

/** Makes an error of the catalogue of an upstream's. @param parsed its body; `status` is 200 where it came in a stream */
export type ErrorMap = (status: number, headers: IncomingHttpHeaders, parsed: unknown) => GatewayError;

/** Sends requests with a connection's credential, and turns what is no answer into errors of the catalogue. */
export class GoogleTransport {
  /** @param extraHeaders the operator's own, for every request; a credential's header among them never counts */
  constructor(
    private readonly client: UpstreamClient,
    private readonly credential: GoogleCredential,
    private readonly extraHeaders: Readonly<Record<string, string>>,
  ) {}

  /** Asks for a list. @throws GatewayError as {@link ask} */
  async list(path: string, signal: CancelSignal): Promise<JsonObject> {
    const headers = await this.#headers({}, signal);
    const answer = await this.client.send({ method: 'GET', path, headers, body: undefined }, signal);
    return this.#parsed(answer);
  }

  /**
   * Sends a call that is answered with JSON; status and headers go into its facts.
   * @throws GatewayError as the catalogue has it, PROVIDER_ERROR when the answer is no JSON object
   */
  async ask(
    call: LlmCall,
    path: string,
    body: Buffer,
    signal: CancelSignal,
    errorFrom: ErrorMap = this.error,
  ): Promise<JsonAnswer> {
    const headers = await this.#headers(call.headers, signal);
    const answer = await this.client.send({ method: 'POST', path, headers, body }, signal);
    call.facts.upstreamStatus = answer.status;
    const parsed = this.#parsed(answer, errorFrom);
    call.facts.headers = headersForCaller(answer.headers);
    return { bytes: answer.body, parsed };
  }

  /** Sends a call whose answer a consumer takes as a stream, also where it comes whole. @throws GatewayError when it was no answer */
  async stream(
    call: LlmCall,
    path: string,
    body: Buffer,
    consumer: StreamIntake,
    signal: CancelSignal,
    errorFrom: ErrorMap = this.error,
  ): Promise<void> {
    const headers = { ...(await this.#headers(call.headers, signal)), accept: 'text/event-stream' };
    const answer = await this.client.send({ method: 'POST', path, headers, body }, signal, consumer);
    if (consumer.opened) return;
    const parsed = parseAny(answer.body);
    const responses = Array.isArray(parsed) ? listIn(parsed) : [parsed];
    const [first] = responses;
    if (answer.status !== 200 || (isObject(first) && first['error'] !== undefined))
      throw fromAnswer(answer, errorFrom);
    if (!isObject(first) || (first['candidates'] ?? first['promptFeedback']) === undefined)
      throw upstreamFailed('malformed', 'The upstream did not answer with a stream.');
    // The form that the stream has without `alt=sse`, which some proxies do not pass on.
    consumer.takeEvents(answer.headers, Buffer.from(responses.map(frameOf).join('')));
  }

  /** Sends a request as it is, and gives back whatever came. */
  async post(
    { path, body, headers, call }: RawPost,
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ): Promise<UpstreamAnswer> {
    const all = { ...(await this.#headers(call.headers, signal)), ...headers };
    return this.client.send({ method: 'POST', path, headers: all, body }, signal, consumer);
  }

  readonly error: ErrorMap = (status, headers, parsed) =>
    googleError(status, headers, parsed, this.secrets());

  /** What must not come back in an upstream's text. */
  secrets(): readonly string[] {
    return this.credential.secrets();
  }

  async close(): Promise<void> {
    await Promise.all([this.client.close(), this.credential.close()]);
  }

  #parsed(answer: UpstreamAnswer, errorFrom: ErrorMap = this.error): JsonObject {
    const parsed = answer.status === 200 ? parseObject(answer.body) : undefined;
    if (answer.status !== 200 || parsed?.['error'] !== undefined) throw fromAnswer(answer, errorFrom);
    if (parsed !== undefined) return parsed;
    throw upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
  }

  async #headers(
    callHeaders: Readonly<Record<string, string>>,
    signal: CancelSignal,
  ): Promise<Record<string, string>> {
    const headers: Record<string, string> = { ...this.extraHeaders };
    for (const name of PASSED_HEADERS) {
      const value = callHeaders[name];
      if (value !== undefined) headers[name] = value;
    }
    return {
      ...headers,
      'content-type': 'application/json',
      // Frames are searched as they pass, so they must not be compressed.
      'accept-encoding': 'identity',
      ...(await this.credential.headers(signal)),
    };
  }
}

function fromAnswer({ status, headers, body }: UpstreamAnswer, errorFrom: ErrorMap): GatewayError {
  return errorFrom(status, headers, parseAny(body));
}

function frameOf(response: unknown): string {
  return `data: ${JSON.stringify(response)}\n\n`;
}

function parseAny(body: Buffer): unknown {
  try {
    return parseExact(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
