import { callWith } from './adapter-calls';
import type { LlmCall } from '../../../src/llm/llm-adapter';
import { streamRequestBody, wholeRequestBody } from '../../../src/llm/providers/openai-compatible/request';
import { VENDORS } from '../../../src/llm/providers/openai-compatible/vendors';

/** Fields of a request. */
export type Fields = Record<string, unknown>;

/** What a vendor is sent for a request, which has to be the same whole and streamed, and what is left out of it by name. */
export function sentTo(
  vendor: string,
  body: Fields,
  { strict = false, ...more }: Partial<LlmCall> & { readonly strict?: boolean } = {},
): { readonly body: Fields; readonly dropped: readonly string[] } {
  const rules = VENDORS.find(({ name }) => name === vendor)?.request;
  const call = callWith(
    { messages: [{ role: 'user', content: 'Hi' }], ...body },
    { model: String(body['model']), ...more },
  );
  const whole = JSON.parse(wholeRequestBody(call, { rules, strict }).toString()) as Fields;
  const { stream_options: _usage, ...streamed } = JSON.parse(
    streamRequestBody(call, { rules, strict }).toString(),
  ) as Fields;
  expect(streamed).toEqual(whole);
  return { body: whole, dropped: call.facts.dropped };
}
