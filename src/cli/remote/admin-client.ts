import { isObject } from '../../json/json-object';
import { parsedJson } from '../../json/parsed-json';
import { ERROR_CATALOGUE, GatewayError } from '../../errors/gateway-error';
import type { ErrorCode } from '../../errors/gateway-error';
import type { Page } from '../../registry/registry-admin';
import { jsonLines } from './json-lines';
import type { Shape } from './record-shapes';

/** The longest that one request may take, in milliseconds: a test of a connection waits for its provider. */
const REQUEST_LIMIT_MS = 60_000;
/** More than a page of a thousand records ever is. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** The service cannot be reached, or what answers there is not it. */
class ServiceError extends Error {
  override readonly name: string = 'ServiceError';
}

/** The service is there, and does not take the admin key. */
export class AdminKeyRefused extends ServiceError {
  override readonly name = 'AdminKeyRefused';
}

/** A running service, and the key of its admin API. */
export interface Service {
  /** As `serviceAddress` gives it. */
  readonly url: string;
  readonly adminKey: string;
}

/** A request of the admin API. */
export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path below `/admin`, in parts that are not encoded yet. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

/** What came back. */
interface Answer {
  readonly status: number;
  /** The catalogue's code, where it is an error of the service's. */
  readonly code: string | null;
  readonly text: string;
}

/** Speaks with the admin API of a running service: bounded in time and size, never redirected, answers checked. */
export class AdminClient {
  constructor(private readonly service: Service) {}

  /** Asks for one record. @throws GatewayError as the service does; ServiceError when it cannot be reached */
  async one<T>(request: AdminRequest, shape: Shape<T>): Promise<T> {
    const answer = await this.#send(request);
    if (shape(answer)) return answer;
    throw this.#strange();
  }

  /** Asks for a page of records. @throws as {@link one} */
  async page<T>(request: AdminRequest, shape: Shape<T>): Promise<Page<T>> {
    const answer = await this.#send(request);
    if (!isObject(answer)) throw this.#strange();
    const { data, next_cursor } = answer;
    const whole =
      Array.isArray(data) && data.every(shape) && (next_cursor === null || typeof next_cursor === 'string');
    if (!whole) throw this.#strange();
    return { data, next_cursor };
  }

  /** Asks for something that has no answer. @throws as {@link one} */
  async nothing(request: AdminRequest): Promise<void> {
    await this.#send(request);
  }

  /**
   * Asks for records of which each is a line of JSON, some at a time as they come; however long they come.
   * @throws as {@link one}
   */
  async *lines<T>(request: AdminRequest, shape: Shape<T>): AsyncGenerator<readonly T[], void> {
    const silence = new AbortController();
    const timer = setTimeout(() => {
      silence.abort(new DOMException('It is silent.', 'TimeoutError'));
    }, REQUEST_LIMIT_MS);
    try {
      const answer = await this.#fetch(request, silence.signal);
      if (!answer.ok) {
        const code = answer.headers.get('x-llm-proxy-error');
        throw await this.#refusal(code, parsedJson(await boundedText(answer)), request);
      }
      for await (const records of jsonLines(answer.body ?? [])) {
        timer.refresh();
        if (!records.every(shape)) throw this.#strange();
        yield records;
      }
    } catch (problem) {
      if (problem instanceof GatewayError || problem instanceof ServiceError) throw problem;
      throw this.#unreachable(problem);
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  async #send(request: AdminRequest): Promise<unknown> {
    const { status, code, text } = await this.#exchange(request);
    if (status === 204) return undefined;
    const answer = parsedJson(text);
    if (status >= 200 && status < 300 && answer !== undefined) return answer;
    throw await this.#refusal(code, answer, request);
  }

  async #exchange(request: AdminRequest): Promise<Answer> {
    try {
      const answer = await this.#fetch(request, AbortSignal.timeout(REQUEST_LIMIT_MS));
      const code = answer.headers.get('x-llm-proxy-error');
      return { status: answer.status, code, text: await boundedText(answer) };
    } catch (problem) {
      throw this.#unreachable(problem);
    }
  }

  #fetch({ method, path, query = {}, body }: AdminRequest, signal: AbortSignal): Promise<Response> {
    const url = new URL(`${this.service.url}/admin/${path.map(encodeURIComponent).join('/')}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${this.service.adminKey}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal,
    });
  }

  #unreachable(problem: unknown): ServiceError {
    return new ServiceError(
      `The service at ${this.service.url} cannot be reached: ${whyUnreachable(problem, REQUEST_LIMIT_MS)}.`,
      {
        cause: problem,
      },
    );
  }

  async #refusal(code: string | null, answer: unknown, request: AdminRequest): Promise<Error> {
    const error = isObject(answer) ? answer['error'] : undefined;
    if (!isObject(error) || typeof error['message'] !== 'string' || !isCode(code)) return this.#strange();
    const { message, param } = error;
    if (code === 'UNAUTHORIZED')
      return new AdminKeyRefused(`The service at ${this.service.url} refuses the admin key.`);
    if (code === 'NOT_FOUND' && (await this.#isClosed(request))) {
      return new ServiceError(
        `The service at ${this.service.url} has no admin API: set LLM_PROXY__ADMIN_KEY there.`,
      );
    }
    return new GatewayError(code, message, typeof param === 'string' ? { param } : {});
  }

  /** A service without an admin key says of every route that it is not there, as of a record that is not. */
  async #isClosed({ path }: AdminRequest): Promise<boolean> {
    const root: AdminRequest = { method: 'GET', path: ['audit'], query: { limit: 1 } };
    return path.length === 1 && path[0] === 'audit' ? true : (await this.#exchange(root)).status === 404;
  }

  #strange(): ServiceError {
    return new ServiceError(
      `What answers at ${this.service.url} is not the admin API of this version of the service.`,
    );
  }
}

/** The text of an answer. @throws Error for one that is too large to be the service's */
export async function boundedText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[] = answer.body ?? [];
  for await (const piece of pieces) {
    size += piece.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new Error('its answer is too large');
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

function isCode(code: string | null): code is ErrorCode {
  return code !== null && Object.hasOwn(ERROR_CATALOGUE, code);
}

/** fetch says `fetch failed`; what failed is in its cause. */
export function whyUnreachable(problem: unknown, limitMs: number): string {
  if (!(problem instanceof Error)) return String(problem);
  if (problem.name === 'TimeoutError') return `it did not answer within ${limitMs / 1000} seconds`;
  const { cause } = problem;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return problem.message;
}
