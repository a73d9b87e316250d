import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import { GatewayError } from '../errors/gateway-error';
import type { JsonObject } from '../json/json-object';
import { refuseHiddenChoice, refuseModelChoice } from '../body/upstream-choice';
import type { RequestTrace } from '../traces/request-trace';
import type { Admission } from '../admission/admission';
import {
  anthropicHeaders,
  geminiHeaders,
  headersForUpstream,
  responsesHeaders,
} from '../upstream/forwarded-headers';
import { agentIds } from './agent-ids';
import { tagsOf } from './attribution';
import type { AgentIds } from './agent-ids';
import { repeatedCallOf } from './repeated-call-of';
import type { RepeatedCall } from '../routing/repeated-call';
import { openAiChatWire } from '../wire/openai-chat/openai-chat.wire';
import type { PassedRequest } from '../llm/passed-call';
import type { DoorWire } from '../wire/wire';

/** A request that goes on from an answer that its provider keeps. */
export interface ContinuedRequest {
  /** The deployment's id. */
  readonly at: string;
  readonly raw: Buffer;
  readonly body: JsonObject;
}

/** What a door hands over: a request in the wire that it speaks. */
export interface CallRequest {
  /** The door's route without parameters, for logs and metrics (`/v1/chat/completions`). */
  readonly route: string;
  readonly trace: RequestTrace;
  readonly caller: Caller;
  readonly address: string;
  /** What the limits let the call in to; undefined where a deployment's own limits do not count. */
  readonly admission: Admission | undefined;
  /** When the request came in; `performance.now()`. */
  readonly startedAt: number;
  /** The wire of body and answer. */
  readonly wire: DoorWire;
  /** The body, as bytes and parsed. */
  readonly raw: Buffer;
  readonly body: JsonObject;
  /** The model asked for, the default where none was. */
  readonly model: string;
  /** Whether a stream has to end with a usage chunk. */
  readonly usageWanted: boolean;
  /** Headers for the upstream, already reduced to the allowed ones. */
  readonly headers: Readonly<Record<string, string>>;
  /** The same request as it came, for the deployment that keeps what it goes on from itself. */
  readonly continued?: ContinuedRequest | undefined;
  /** The caller's headers that belong to its wire, and mean nothing at an upstream of another one. */
  readonly wireHeaders?: Readonly<Record<string, string>> | undefined;
  /** What is asked for where the bytes pass whatever they are. */
  readonly passed?: PassedRequest | undefined;
  /** Headers as the caller sent them. */
  readonly callerHeaders: IncomingHttpHeaders;
  /** What the caller files the call under; undefined for nothing. */
  readonly tags: readonly string[] | undefined;
  /** Fields that were in the body and that its key may not use: they are named as dropped. */
  readonly cutFields?: readonly string[] | undefined;
  /** Betas of Anthropic's that the caller named and that its key may not use. */
  readonly cutBetas?: readonly string[];
  /** Which of a coding agent's conversations it belongs to, as its headers say. */
  readonly agent: AgentIds;
  /** By what it is known when it comes again. */
  readonly repeated?: RepeatedCall | undefined;
}

/** The part of a {@link CallRequest} that a door decides. */
export type DoorRequest = Pick<CallRequest, 'route' | 'raw' | 'body' | 'model' | 'usageWanted'> &
  Partial<Pick<CallRequest, 'wire' | 'continued' | 'passed' | 'cutFields'>>;

/** Bytes of the caller's body. */
export function bytesIn({ raw, passed }: Pick<CallRequest, 'raw' | 'passed'>): number {
  return passed?.stream?.size ?? raw.length;
}

/** What a request's earlier stages found out: an HTTP request, or a turn of a connection that makes several. */
export type ArrivedRequest = Pick<
  FastifyRequest,
  'trace' | 'caller' | 'address' | 'admission' | 'startedAt' | 'accounted'
> & { readonly raw: { readonly headers: IncomingHttpHeaders } };

/** The caller's headers that belong to its door's wire, and mean nothing at an upstream of another one. */
function headersOfWire(
  wire: string | undefined,
  headers: IncomingHttpHeaders,
): Readonly<Record<string, string>> | undefined {
  if (wire === 'openai-responses') return responsesHeaders(headers);
  return wire === 'gemini' ? geminiHeaders(headers) : undefined;
}

/** By code points: halves of surrogate pairs are no text, and can be in no address. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const MODEL_NAME = /^[^\u0000-\u001f\u007f\ud800-\udfff]{1,512}$/u;

/**
 * Joins what a door decided with what the request's earlier stages found out.
 * @throws GatewayError INVALID_REQUEST for a model that cannot be the name of one, for further ones in the body of a
 * virtual key, and for tags that cannot be recorded.
 */
export function callRequest(request: ArrivedRequest, door: DoorRequest): CallRequest {
  const { trace, caller, address, admission, startedAt } = request;
  if (caller === undefined) throw new GatewayError('UNAUTHORIZED', 'A valid key is required.');
  // It goes into logs and metrics, and may come from a path, where nobody has checked it.
  if (!MODEL_NAME.test(door.model)) {
    throw new GatewayError('INVALID_REQUEST', 'The model is not the name of one.', { param: 'model' });
  }
  refuseHiddenChoice(door.raw, door.body);
  if (caller.kind === 'virtual') refuseModelChoice(door.body);
  const callerHeaders = request.raw.headers;
  const tags = tagsOf(callerHeaders, door.body);
  request.accounted = true;
  const headers = headersForUpstream(request.raw.headers);
  headers['traceparent'] = trace.traceparent;
  if (trace.tracestate !== undefined) headers['tracestate'] = trace.tracestate;
  headers['x-request-id'] = trace.requestId;
  if (door.wire?.name === 'anthropic-messages') Object.assign(headers, anthropicHeaders(request.raw.headers));
  const agent = agentIds(request.raw.headers);
  const wireHeaders = headersOfWire(door.wire?.name, callerHeaders);
  const repeated = repeatedCallOf(callerHeaders, { ...door, caller: caller.keyId });
  return {
    wire: openAiChatWire,
    ...door,
    trace,
    caller,
    address,
    admission,
    startedAt,
    headers,
    wireHeaders,
    callerHeaders,
    repeated,
    tags,
    agent,
  };
}
