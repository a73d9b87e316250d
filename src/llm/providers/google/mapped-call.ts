import type { JsonObject } from '../../../json/json-object';
import { TOOL_NAME_FORM } from '../../../wire/gemini/tool-name-form';
import { writeGeminiRequest } from '../../../wire/gemini/write-request';
import type { LlmCall } from '../../llm-adapter';
import { mappedRequest } from '../../mapping/mapped-request';
import type { GoogleService } from './endpoint';
import { TIER_HEADER } from '../../../upstream/vertex-headers';

/** A call of another wire, as Google is asked it. */
export interface MappedCall {
  readonly body: JsonObject;
  /** The same call, with the headers that go with the body. */
  readonly call: LlmCall;
}

/**
 * Maps a call's request. Vertex AI has a header for the tier in which it is served, the Gemini API a field.
 * Sources: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/flex-paygo, https://ai.google.dev/gemini-api/docs/flex-inference
 * @throws GatewayError as {@link mappedRequest}
 */
export function mappedCall(
  call: LlmCall,
  service: GoogleService,
  how: { readonly stream: boolean; readonly strict: boolean },
): MappedCall {
  const vertex = service === 'vertex';
  const { body, tier } = mappedRequest(
    call,
    { ...how, vertex, toolNames: TOOL_NAME_FORM },
    writeGeminiRequest,
  );
  if (tier === undefined || !vertex) return { body, call };
  return { body, call: { ...call, headers: { ...call.headers, [TIER_HEADER]: tier } } };
}
