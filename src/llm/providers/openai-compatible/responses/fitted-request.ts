import { GatewayError } from '../../../../errors/gateway-error';
import { isObject } from '../../../../json/json-object';
import { entryOf } from '../../../../json/lookup';
import { objectsIn } from '../../../../json/objects-in';
import type { Settings } from '../../../../wire/canonical/settings';
import type { Written } from '../../../../wire/canonical/written';
import { withPhases } from '../../../../wire/openai-responses/message-phases';
import { RESPONSES_NAMES } from '../../../../wire/openai-responses/read-settings';
import { callersSettingName, callersSettingNames } from '../../../mapping/callers-setting-names';
import { generationOf, isNamed, reasons } from '../request';
import type { Generation, RequestRules } from '../vendor';

/** What a written request is made fit for. */
interface FittedFor {
  readonly rules: RequestRules | undefined;
  /** A field that would be dropped is a 400 naming it. */
  readonly strict: boolean;
  /** The model's name at the upstream. */
  readonly model: string;
  /** What the caller calls the settings. */
  readonly names: Settings['names'];
}

/** A generation that takes everything. */
const NONE: Pick<Generation, 'dropped' | 'efforts' | 'whenReasoning'> = {};

/** What this API takes of every model. */
const ONLY_OF_CHAT: ReadonlySet<string> = new Set(['parallel_tool_calls']);

/** OpenAI answers nothing smaller: the API's own refusal of `max_output_tokens` below it. */
const LEAST_TOKENS = 16;

/**
 * Takes out of a written request what its vendor's generation of models refuses, and puts in what it needs besides, by the same
 * rules as for Chat Completions, whose fields have the same names here.
 * @throws GatewayError INVALID_REQUEST naming a field, in strict mode
 */
export function fitted({ body, dropped }: Written, { rules, strict, model, names }: FittedFor): Written {
  if (rules?.generations === undefined) return { body: { ...body, model }, dropped };
  const given = [String(body['model']), model];
  const generation = generationOf(given, rules) ?? NONE;
  const refused = refusedBy(generation, body).filter(
    (name) => body[name] !== undefined && !ONLY_OF_CHAT.has(name),
  );
  const unsupported = (field: string): GatewayError =>
    unsupportedField(callersSettingName(field, RESPONSES_NAMES, names));
  const [first] = refused;
  if (strict && first !== undefined) throw unsupported(first);
  const fields: Record<string, unknown> = Object.fromEntries(
    Object.entries({ ...body, model }).filter(([name]) => !refused.includes(name)),
  );
  const effort = effortOf(fields);
  const nearest = entryOf(generation.efforts, effort);
  if (nearest !== undefined && isObject(fields['reasoning']))
    fields['reasoning'] = { ...fields['reasoning'], effort: nearest };
  const { text } = fields;
  if (generation.dropped?.includes('verbosity') === true && isObject(text) && 'verbosity' in text) {
    const { verbosity, ...rest } = text;
    if (strict && verbosity !== 'medium') throw unsupported('text.verbosity');
    if (verbosity !== 'medium') refused.push('text.verbosity');
    fields['text'] = rest;
  }
  const { input } = body;
  if (rules.phases !== undefined && Array.isArray(input) && isNamed(given, rules.phases))
    fields['input'] = withPhases(objectsIn(input));
  const limit = fields['max_output_tokens'];
  if (typeof limit === 'number' && limit < LEAST_TOKENS) fields['max_output_tokens'] = LEAST_TOKENS;
  return {
    body: fields,
    dropped: [...new Set([...dropped, ...callersSettingNames(refused, RESPONSES_NAMES, names)])],
  };
}

function refusedBy(
  generation: Generation | typeof NONE,
  fields: Readonly<Record<string, unknown>>,
): readonly string[] {
  const { dropped = [], whenReasoning } = generation;
  if (whenReasoning === true && 'models' in generation && !reasons(generation, effortOf(fields))) return [];
  return dropped.map((name) => (name === 'reasoning_effort' ? 'reasoning' : name));
}

function effortOf({ reasoning }: Readonly<Record<string, unknown>>): string | undefined {
  const effort = isObject(reasoning) ? reasoning['effort'] : undefined;
  return typeof effort === 'string' ? effort : undefined;
}

function unsupportedField(name: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', `${name} is not supported by this model's provider.`, {
    param: name,
    providerCode: 'unsupported_parameter',
  });
}
