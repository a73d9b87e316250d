import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { markedByBreakpoints } from '../canonical/cache-breakpoint';
import type { CanonicalRequest, ToolChoice, Turn } from '../canonical/canonical-request';
import { optionalText } from '../canonical/field-readers';
import type { PartSeal } from '../canonical/part-seal';
import { nothingToAnswer } from '../canonical/nothing-to-answer';
import { asksToCompact, compactionInput } from './compaction';
import { withConfiguration } from './configuration-update';
import { readInput } from './read-input';
import { readSettings } from './read-settings';
import { readToolChoice } from './read-tools';
import type { ReadTools } from './read-tools';

const NO_CALL: ToolChoice = { mode: 'none' };

/**
 * Reads a Responses request. Where its conversation goes on from an earlier answer, `input` holds all of it.
 * Format: https://platform.openai.com/docs/api-reference/responses/create
 * @param tools of the same body
 * @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's
 */
export function readResponsesRequest(
  body: JsonObject,
  { tools, names }: ReadTools,
  seal: PartSeal,
): CanonicalRequest {
  if ((body['prompt'] ?? null) !== null) throw unknownPrompt();
  if (asksToPrewarm(body)) throw noPrewarming();
  const at = 'instructions';
  const text = optionalText(body['instructions'], at) ?? '';
  const instructions: Turn[] =
    text === '' ? [] : [{ role: 'instructions', parts: [{ kind: 'text', text, at }], at }];
  const { input } = body;
  const compacts = asksToCompact(body);
  const settings = readSettings(withConfiguration(body));
  const turns = readInput(compacts && Array.isArray(input) ? compactionInput(input) : input, names, seal);
  if (turns.length === 0) throw nothingToAnswer('input');
  return {
    turns: [...instructions, ...markedByBreakpoints(turns, body['prompt_cache_options'])],
    tools,
    // A summary is a text, and no call.
    toolChoice: compacts ? NO_CALL : readToolChoice(body['tool_choice'], names),
    settings: compacts ? { ...settings, responseFormat: undefined } : settings,
  };
}

/**
 * Whether a request only prepares the provider's cache, and wants no answer.
 * Format: `ResponseCreateParams.PromptCacheOptions` of https://github.com/openai/openai-node
 */
export function asksToPrewarm({ prompt_cache_options: options }: JsonObject): boolean {
  return isObject(options) && options['prewarm'] === true;
}

/** An answer would be made, and have a price, though none is wanted. */
function noPrewarming(): GatewayError {
  return new GatewayError(
    'INVALID_REQUEST',
    "prompt_cache_options.prewarm prepares OpenAI's cache, and this model is not asked there: leave such a request out.",
    { param: 'prompt_cache_options.prewarm', providerCode: 'unsupported_parameter' },
  );
}

function unknownPrompt(): GatewayError {
  return new GatewayError(
    'INVALID_REQUEST',
    'prompt names a prompt that OpenAI keeps, and this model is not asked there: send its text as instructions and input.',
    { param: 'prompt', providerCode: 'unsupported_parameter' },
  );
}
