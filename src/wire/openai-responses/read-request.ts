import { GatewayError } from '../../errors/gateway-error';
import { wrongField } from '../../errors/invalid-field';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest, Turn } from '../canonical/canonical-request';
import { optionalText } from '../canonical/field-readers';
import type { PartSeal } from '../canonical/part-seal';
import { readInput } from './read-input';
import { readSettings } from './read-settings';
import { readToolChoice } from './read-tools';
import type { ReadTools } from './read-tools';

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
  const at = 'instructions';
  const text = optionalText(body['instructions'], at) ?? '';
  const instructions: Turn[] =
    text === '' ? [] : [{ role: 'instructions', parts: [{ kind: 'text', text, at }], at }];
  const turns = readInput(body['input'], names, seal);
  if (turns.length === 0) throw wrongField('input', 'holds nothing that could be answered');
  return {
    turns: [...instructions, ...turns],
    tools,
    toolChoice: readToolChoice(body['tool_choice'], names),
    settings: readSettings(body),
  };
}

function unknownPrompt(): GatewayError {
  return new GatewayError(
    'INVALID_REQUEST',
    'prompt names a prompt that OpenAI keeps, and this model is not asked there: send its text as instructions and input.',
    { param: 'prompt', providerCode: 'unsupported_parameter' },
  );
}
