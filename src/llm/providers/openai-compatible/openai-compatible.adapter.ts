import type { IncomingHttpHeaders } from 'node:http';
import type { CancelSignal } from '../../../cancellation/cancellation';
import type { ModelApi } from '../../../config/connection-options';
import type { GatewayError } from '../../../errors/gateway-error';
import { headersForCaller } from '../../../upstream/forwarded-headers';
import type { UpstreamAnswer } from '../../../upstream/upstream-exchange';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { parsedJson } from '../../../json/parsed-json';
import type { LlmAdapter, LlmCall, ModelCard, StreamSink, WholeAnswer } from '../../llm-adapter';
import { mapAnswer } from '../../mapping/nesting';
import { PassedAnswer } from '../../passed-answer';
import type { PassedOperation } from '../../passed-call';
import { CollectedChunks } from './collected-chunks';
import { customToolsOf } from './custom-tools';
import { errorWithin } from './error-within';
import { errorFromBody, readErrorAnswer, readErrorObject, retryAfterMs, withoutSecret } from './errors';
import type { ProviderErrorBody } from './errors';
import { readModelList } from './models';
import { isEvents, withoutDone } from './other-framing';
import { streamRequestBody, wholeRequestBody } from './request';
import { parseObject, readAnswer } from './response';
import type { AnswerKey } from './response';
import { openAiPath } from './openai-compatible.options';
import type { CallOperation, ListRequest, OpenAiCompatibleOptions } from './openai-compatible.options';
import { ResponsesNeed } from './responses/responses-need';
import { ResponsesUpstream } from './responses/responses-upstream';
import { passedBody } from './passed-body';
import { ChatStreamReader } from './stream';
import { inOpenAiTerms } from './vendor-errors';

/** What an upstream answers that keeps no such response, or has no way to delete one. */
const NOTHING_TO_DELETE: ReadonlySet<number> = new Set([404, 405, 501]);

/** Every upstream that speaks OpenAI's Chat Completions: the bytes of request and answer pass as they are. */
export class OpenAiCompatibleAdapter implements LlmAdapter {
  readonly upstream: string;
  readonly refusesDropped: boolean;
  readonly cacheMarks: boolean;
  readonly reasoningDetails: boolean;
  readonly instructionsFirst: boolean | undefined;
  readonly toolsAlone: boolean;
  readonly api: ModelApi | undefined;
  readonly responses: ResponsesUpstream;
  readonly passes: ReadonlySet<PassedOperation>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #need: ResponsesNeed;
  /** Whether streams are asked for usage; an upstream that refuses the question is not asked again. */
  #usage: 'asked' | 'unasked';

  constructor(private readonly options: OpenAiCompatibleOptions) {
    this.upstream = options.upstream;
    this.refusesDropped = options.strictParams ?? false;
    this.cacheMarks = options.cacheMarks ?? options.rules?.cacheMarks ?? false;
    // Of an upstream that nothing is known of: who answers with them wants them back.
    this.reasoningDetails = options.rules === undefined || options.rules.reasoningDetails === true;
    this.instructionsFirst = options.instructionsFirst;
    this.toolsAlone = options.rules?.functionsAlone ?? false;
    this.#usage = options.rules?.usageUnasked ? 'unasked' : 'asked';
    this.#headers = {
      'content-type': 'application/json',
      // Bytes are searched as they pass, so they must not be compressed.
      'accept-encoding': 'identity',
      ...options.headers,
    };
    this.api = options.api;
    this.passes = new Set(options.passes ?? []);
    this.#need = new ResponsesNeed(options.rules);
    this.responses = new ResponsesUpstream({
      post: async (call, body, accept, signal, consumer) => {
        const { wire, wireHeaders } = call;
        const own = wire.name === 'openai-responses' ? wireHeaders : undefined;
        const headers = await this.#requestHeaders({ ...own, ...call.headers }, signal);
        const path = this.#responsesPath;
        return this.options.client.send(
          { method: 'POST', path, headers: { ...headers, accept }, body },
          signal,
          consumer,
        );
      },
      errorFrom: (answer) => this.#errorFrom(answer),
      errorInside: (error) => this.#error(200, {}, readErrorObject(error)),
      modelOf: options.modelOf ?? (({ model }) => model),
      secret: options.credential?.reveal(),
      rules: options.rules,
      strict: this.refusesDropped,
    });
  }

  needsResponses(call: LlmCall): boolean {
    return this.#need.has(call);
  }

  takesPrefill(): boolean {
    return this.options.rules?.prefill !== undefined;
  }

  complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const { rules } = this.options;
    return this.#whole('chat', 'choices', call, { rules, strict: this.refusesDropped }, signal);
  }

  embed(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    return this.#whole('embeddings', 'data', call, {}, signal);
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const reader = this.#readerOf(call, sink);
    let other = await this.#openStream(call, reader, this.#usage, signal);
    if (other !== undefined && this.#usage === 'asked' && refusesUsage(call, other)) {
      other = await this.#openStream(call, reader, 'unasked', signal);
      if (other === undefined) this.#usage = 'unasked';
    }
    if (other !== undefined && !reader.takeOther(other)) throw this.#notAStream(other);
    reader.end();
  }

  async pass(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const { passed } = call;
    if (passed === undefined) throw new Error('A call that does not pass came to be passed.');
    const reader = new PassedAnswer(call, sink);
    const named = { ...call, model: this.options.modelOf?.(call) ?? call.model };
    const own = { ...(await this.#requestHeaders(call.headers, signal)), accept: '*/*' };
    const post = { method: 'POST', path: this.#path(passed.operation, call) } as const;
    const { headers, body } = passedBody(named);
    const request = { ...post, headers: { ...own, ...headers } };
    const { client } = this.options;
    const answer = await (Buffer.isBuffer(body)
      ? client.send({ ...request, body }, signal, reader)
      : client.send({ ...request, body }, signal, reader));
    if (!reader.opened) throw this.#errorFrom(answer);
    reader.end();
  }

  async models(signal: CancelSignal): Promise<readonly ModelCard[]> {
    const get: ListRequest = async (path) => {
      const headers = await this.#requestHeaders({}, signal);
      const answer = await this.options.client.send(
        { method: 'GET', path, headers, body: undefined },
        signal,
      );
      if (answer.status !== 200) throw this.#errorFrom(answer);
      const list = readList(answer.body);
      // LM Studio answers 200 with an error where it has no such path.
      if (list['data'] === undefined && (list['error'] ?? undefined) !== undefined)
        throw this.#errorFrom(answer);
      return list;
    };
    return this.options.listModels === undefined
      ? readModelList(await get('/models'), this.upstream)
      : this.options.listModels(get);
  }

  /** Source: https://platform.openai.com/docs/api-reference/responses/delete */
  async deleteResponse(id: string, signal: CancelSignal): Promise<void> {
    const headers = await this.#requestHeaders({}, signal);
    // There is no body, and some servers refuse an empty one of this type.
    delete headers['content-type'];
    const url = this.#responsesPath.replace(/(?=\?)|$/, `/${encodeURIComponent(id)}`);
    const answer = await this.options.client.send(
      { method: 'DELETE', path: url, headers, body: undefined },
      signal,
    );
    if (answer.status >= 300 && !NOTHING_TO_DELETE.has(answer.status)) throw this.#errorFrom(answer);
  }

  close(): Promise<void> {
    return this.options.client.close();
  }

  get #responsesPath(): string {
    return this.options.responsesPath ?? openAiPath('responses');
  }

  async #whole(
    operation: CallOperation,
    key: AnswerKey,
    call: LlmCall,
    request: Parameters<typeof wholeRequestBody>[1],
    signal: CancelSignal,
  ): Promise<WholeAnswer> {
    const body = wholeRequestBody(call, request);
    const made = this.#requestHeaders(call.headers, signal);
    const headers = made instanceof Promise ? await made : made;
    const answer = await this.options.client.send(
      { method: 'POST', path: this.#path(operation, call), headers, body },
      signal,
    );
    const { facts } = call;
    facts.upstreamStatus = answer.status;
    if (answer.status !== 200) throw this.#errorFrom(answer);
    facts.headers = headersForCaller(answer.headers);
    if (key === 'choices' && isEvents(answer.body)) return this.#collected(call, answer);
    const given = withoutDone(answer.body);
    if (isUnframed(answer) && parseObject(given) === undefined)
      throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
    const { quirks, rules } = this.options;
    const custom = key === 'choices' ? customToolsOf(call, rules) : undefined;
    return mapAnswer(() =>
      readAnswer(call, given, key, (error) => this.#error(200, {}, error), quirks, custom),
    );
  }

  /** A whole answer of an upstream that streams unasked. */
  #collected(call: LlmCall, answer: UpstreamAnswer): WholeAnswer {
    const chunks = new CollectedChunks();
    const reader = this.#readerOf({ ...call, usageWanted: false }, chunks);
    reader.takeOther(answer);
    reader.end();
    return chunks.whole(call);
  }

  #readerOf(call: LlmCall, sink: StreamSink): ChatStreamReader {
    const { quirks, rules } = this.options;
    return new ChatStreamReader(
      call,
      sink,
      (error) => this.#error(200, {}, error),
      quirks,
      customToolsOf(call, rules),
    );
  }

  /** Undefined once the reader has taken a stream to its end; else what was answered in place of one. */
  async #openStream(
    call: LlmCall,
    reader: ChatStreamReader,
    usage: 'asked' | 'unasked',
    signal: CancelSignal,
  ): Promise<UpstreamAnswer | undefined> {
    const { rules, client } = this.options;
    const body = streamRequestBody(call, { rules, strict: this.refusesDropped }, usage);
    const made = this.#requestHeaders(call.headers, signal);
    const headers = made instanceof Promise ? await made : made;
    headers['accept'] = 'text/event-stream';
    const elsewhere = call.prefill === true ? rules?.prefill?.path : undefined;
    const path = elsewhere ?? this.#path('chat', call, true);
    const fromOrigin = elsewhere !== undefined;
    const request = { method: 'POST', path, fromOrigin, headers, body } as const;
    const answer = await client.send(request, signal, reader);
    return reader.opened ? undefined : answer;
  }

  /** What is the upstream's own wins over what a caller sent. Most have nothing to wait for, and wait for nothing. */
  #requestHeaders(
    ofCaller: Readonly<Record<string, string>>,
    signal: CancelSignal,
  ): Record<string, string> | Promise<Record<string, string>> {
    const headers = { ...ofCaller, ...this.#headers };
    const { authorize } = this.options;
    if (authorize === undefined) return headers;
    return authorize(signal).then((credential) => ({ ...headers, ...credential }));
  }

  #path(operation: CallOperation, call: LlmCall, streamed = false): string {
    return this.options.pathOf?.(operation, call, streamed) ?? openAiPath(operation);
  }

  /** A stream was asked for, and something else came: an error, or an answer of another kind. */
  #notAStream(answer: UpstreamAnswer): GatewayError {
    if (answer.status !== 200) return this.#errorFrom(answer);
    const error = errorWithin(parseObject(answer.body) ?? {});
    if (error !== undefined) return this.#error(200, answer.headers, readErrorObject(error));
    return upstreamFailed('malformed', 'The upstream did not answer with a stream.');
  }

  #errorFrom(answer: UpstreamAnswer): GatewayError {
    return this.#error(answer.status, answer.headers, readErrorAnswer(answer.body));
  }

  #error(status: number, headers: IncomingHttpHeaders, answered: ProviderErrorBody): GatewayError {
    const secrets = [this.options.credential?.reveal(), ...(this.options.secrets?.() ?? [])];
    const own = secrets.reduce(withoutSecret, answered);
    const mapped = this.options.mapError?.(status, own);
    if (mapped !== undefined) return mapped;
    const { status: meant, error } = inOpenAiTerms(status, own);
    return errorFromBody(meant, error, retryAfterMs(headers));
  }
}

/**
 * Whether an upstream knows no `stream_options` (Azure before 2024-09, older local servers). Only where the caller wrote
 * nothing else into them: a mistake of theirs is theirs.
 */
function refusesUsage({ body }: LlmCall, { status, body: answer }: UpstreamAnswer): boolean {
  if (status !== 400 && status !== 422) return false;
  const given = body['stream_options'];
  if (isObject(given) && Object.keys(given).some((name) => name !== 'include_usage')) return false;
  return answer.includes('stream_options') || answer.includes('include_usage');
}

/** Whether nothing but the end of the connection told where the body ends, so that a cut looks like an end. */
function isUnframed({ headers }: UpstreamAnswer): boolean {
  return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined;
}

function readList(body: Buffer): JsonObject {
  const parsed = parsedJson(body.toString('utf8'));
  // Together's list is an array by itself.
  if (Array.isArray(parsed)) return { data: parsed };
  if (isObject(parsed)) return parsed;
  throw upstreamFailed('malformed', 'The upstream did not answer with a list of models.');
}
