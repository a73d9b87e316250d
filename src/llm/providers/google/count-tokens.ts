import type { CancelSignal } from '../../../cancellation/cancellation';
import type { JsonObject } from '../../../json/json-object';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { TOOL_NAME_FORM } from '../../../wire/gemini/tool-name-form';
import { writeGeminiRequest } from '../../../wire/gemini/write-request';
import type { LlmCall, WholeAnswer } from '../../llm-adapter';
import { mappedRequest, requestBytes } from '../../mapping/mapped-request';
import type { GoogleEndpoint, GoogleService } from './endpoint';
import type { GoogleTransport } from './google.transport';

/** What Vertex AI counts; it refuses every other field of a request. */
const COUNTED_BY_VERTEX: ReadonlySet<string> = new Set([
  'contents',
  'systemInstruction',
  'tools',
  'generationConfig',
]);

/**
 * Asks how many tokens a request has.
 * Formats: https://ai.google.dev/api/tokens#method:-models.counttokens and
 * https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/count-tokens
 * @returns Google's own answer where the call's wire is Google's
 * @throws GatewayError INVALID_REQUEST for a request that cannot be mapped, else as the provider refuses it
 */
export async function countTokens(
  call: LlmCall,
  { endpoint, transport }: { readonly endpoint: GoogleEndpoint; readonly transport: GoogleTransport },
  signal: CancelSignal,
): Promise<number | WholeAnswer> {
  const path = endpoint.modelPath(call.model, 'countTokens');
  const body = requestBytes(countRequest(call, endpoint.service));
  const { bytes, parsed } = await transport.ask(call, path, body, signal);
  const { totalTokens } = parsed;
  if (typeof totalTokens === 'number') return isOwn(call) ? { body: bytes } : totalTokens;
  throw upstreamFailed('malformed', 'The upstream answered something that is not a count of tokens.');
}

function countRequest(call: LlmCall, service: GoogleService): JsonObject {
  const body = isOwn(call) ? ownRequest(call) : mapped(call);
  if (service === 'ai-studio') {
    // What a caller of this wire asks for contents alone goes as it came.
    if (isOwn(call) && Object.keys(body).join() === 'contents') return body;
    const model = call.model.includes('/') ? call.model : `models/${call.model}`;
    return { generateContentRequest: { model, ...body } };
  }
  return Object.fromEntries(Object.entries(body).filter(([name]) => COUNTED_BY_VERTEX.has(name)));
}

function isOwn({ wire }: LlmCall): boolean {
  return wire.name === 'gemini';
}

function ownRequest({ body }: LlmCall): JsonObject {
  const { model: _model, system_instruction: snake, ...request } = body;
  return snake === undefined ? request : { systemInstruction: snake, ...request };
}

/** Whether it is streamed and what is dropped makes no difference to a count. */
function mapped(call: LlmCall): JsonObject {
  return mappedRequest(call, { stream: false, strict: false, toolNames: TOOL_NAME_FORM }, writeGeminiRequest)
    .body;
}
