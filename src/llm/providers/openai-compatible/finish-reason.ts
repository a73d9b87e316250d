import { lookup } from '../../../json/lookup';
import type { GatewayError } from '../../../errors/gateway-error';
import { upstreamFailed } from '../../../upstream/upstream-failure';

/** Reasons that say that the answer was broken off at the provider: it must not pass for a whole one. */
const BROKEN_OFF: ReadonlySet<string> = new Set([
  'error',
  'abort',
  'insufficient_system_resource',
  'network_error',
  // Google's, of a call that the model could not write: nothing of it has come.
  'function_call_filter',
  'malformed_function_call',
]);

const OPENAI_WORDS: ReadonlySet<string> = new Set(['stop', 'length', 'tool_calls', 'content_filter']);

/** Words of other wires and of local servers that reach callers of this one, and OpenAI's for them. */
const OTHER_WORDS = lookup<string>({
  ...{ eos: 'stop', eos_token: 'stop', end_turn: 'stop', complete: 'stop', stop_sequence: 'stop' },
  ...{ max_tokens: 'length', max_length: 'length', model_length: 'length', max_output_tokens: 'length' },
  ...{ tool_use: 'tool_calls', tool_call: 'tool_calls' },
  ...{ safety: 'content_filter', sensitive: 'content_filter', content_filtered: 'content_filter' },
  // Google's Chat Completions have Gemini's words: https://ai.google.dev/api/generate-content#FinishReason
  ...{ recitation: 'content_filter', blocklist: 'content_filter', prohibited_content: 'content_filter' },
  ...{ spii: 'content_filter', language: 'content_filter', model_armor: 'content_filter' },
  ...{ image_safety: 'content_filter', image_prohibited_content: 'content_filter' },
  ...{ image_recitation: 'content_filter' },
  // Claude's and Bedrock's, of gateways that pass them on.
  ...{ refusal: 'content_filter', guardrail_intervened: 'content_filter', pause_turn: 'stop' },
  // Z.ai's models have it wherever they are served (https://github.com/anomalyco/opencode/issues/18813); vLLM stops what repeats itself.
  ...{ model_context_window_exceeded: 'length', repetition: 'length' },
});
/** Google's Chat Completions have a word of their own behind OpenAI's: `content_filter: PROHIBITED_CONTENT`. */
const BEHIND = /: [A-Z_]+$/;

/** Whether it says that the answer goes on: earlier SGLangs write Python's word for it (https://github.com/vercel/ai/issues/2548). */
export function isNoReason(reason: string): boolean {
  return reason === '' || reason === 'None' || reason === 'null';
}

/** Whether it is one of OpenAI's words for the reason. */
export function isOpenAiReason(reason: unknown): boolean {
  return typeof reason === 'string' && OPENAI_WORDS.has(reason);
}

/** A vendor's finish reason in OpenAI's words. @throws GatewayError PROVIDER_ERROR when it says that the answer is broken. */
export function readFinishReason(reason: string, ofVendor: Readonly<Record<string, string>> = {}): string {
  const named = Object.hasOwn(ofVendor, reason) ? ofVendor[reason] : undefined;
  if (named !== undefined) return named;
  const word = reason.slice(0, 64);
  const plain = word.replace(BEHIND, '').toLowerCase();
  if (BROKEN_OFF.has(plain)) throw brokenOff();
  const other = OTHER_WORDS[plain];
  if (other !== undefined) return other;
  return OPENAI_WORDS.has(plain) ? plain : word;
}

function brokenOff(): GatewayError {
  return upstreamFailed('stream_error', 'The upstream ended its answer before it was complete.');
}
