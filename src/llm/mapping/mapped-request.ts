import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest } from '../../wire/canonical/canonical-request';
import type { NameForm } from '../../wire/canonical/fitted-names';
import { fitFieldNames } from '../../wire/canonical/field-names';
import { withAllowedOwn } from '../../wire/canonical/tool-choice';
import { fitToolNames } from '../../wire/canonical/tool-names';
import { withUniqueCalls } from '../../wire/canonical/unique-calls';
import type { Target, Written } from '../../wire/canonical/written';
import { noteDropped } from '../llm-adapter';
import type { LlmCall } from '../llm-adapter';
import { inCallersTurns } from './callers-refusal';
import { mapRequest } from './nesting';

/** How a request is written; its betas are the caller's where they are left out. */
export interface RequestWay extends Pick<
  Target,
  | 'stream'
  | 'strict'
  | 'betas'
  | 'structuredOutput'
  | 'cacheMarks'
  | 'reasoningDetails'
  | 'instructionsFirst'
  | 'vertex'
> {
  /** Which names of tools the provider takes. */
  readonly toolNames: NameForm;
  /** Which names of their arguments it takes; any where it is left out. */
  readonly fieldNames?: NameForm | undefined;
}

/**
 * Maps a call's request to a provider's wire, and notes in the call's facts what the provider does not take.
 * @param strict `LLM_PROXY__STRICT_PARAMS`
 * @throws GatewayError INVALID_REQUEST naming the field that cannot be mapped, or for a request that is nested too deeply
 */
export function mappedRequest<W extends Written>(
  call: LlmCall,
  { betas = call.headers['anthropic-beta'], toolNames, fieldNames, ...how }: RequestWay,
  write: (request: CanonicalRequest, target: Target) => W,
): W {
  return mapRequest(() => {
    const read = withUniqueCalls(withAllowedOwn(call.wire.readRequest(call.body)));
    const fields = fieldNames && fitFieldNames(read, fieldNames);
    const { request, callersNames } = fitToolNames(fields?.request ?? read, toolNames);
    const target = { model: call.model, maxOutputTokens: call.maxOutputTokens, betas, ...how };
    const written = inTurnsOf(call, () => write(request, target));
    noteDropped(call.facts, written.dropped);
    call.facts.toolNames = callersNames;
    call.facts.fieldNames = fields?.callersFields;
    return written;
  });
}

/** What is refused of what was said is named as the caller has it. */
function inTurnsOf<W>({ wire }: LlmCall, write: () => W): W {
  try {
    return write();
  } catch (thrown) {
    throw inCallersTurns(thrown, wire.name);
  }
}

/** A written request as JSON. @throws GatewayError INVALID_REQUEST for one that is nested too deeply */
export function requestBytes(body: JsonObject): Buffer {
  return mapRequest(() => Buffer.from(JSON.stringify(body)));
}
