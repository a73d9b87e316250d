import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { exampleOf } from './json-schema/schema-example';
import type { Script, Step } from './script';
import { jsonTokens } from './tokens';
import { refused } from './upstream-failures';

const MOST_PARALLEL_CALLS = 2;

interface OfferedTool {
  readonly name: string;
  readonly parameters: unknown;
}

/**
 * Calls the first tool offered, or the first two in parallel where the request allows it, or the one that
 * `tool_choice` names; undefined when there is nothing to call.
 *
 * @throws GatewayError INVALID_REQUEST when `tool_choice` names a tool that is not offered.
 */
export function toolCallSteps(body: JsonObject): Script | undefined {
  const offered = offeredTools(body);
  if (body.tool_choice === 'none') return undefined;
  const named = namedChoice(body);
  if (named !== undefined) {
    const tool = offered.find(({ name }) => name === named);
    if (tool === undefined)
      throw refused('tool_choice', 'tool_choice names a tool that tools does not hold.');
    // OpenAI finishes a call that was forced by name with `stop`, other calls with `tool_calls`.
    return { steps: callSteps(tool, 0), finishReason: 'stop' };
  }
  if (offered.length === 0) return undefined;
  const called = offered.slice(0, body.parallel_tool_calls === false ? 1 : MOST_PARALLEL_CALLS);
  return { steps: called.flatMap(callSteps), finishReason: 'tool_calls' };
}

function offeredTools(body: JsonObject): readonly OfferedTool[] {
  return objectsIn(body.tools).flatMap(({ function: offer }) =>
    isObject(offer) && typeof offer.name === 'string'
      ? [{ name: offer.name, parameters: offer.parameters }]
      : [],
  );
}

function namedChoice({ tool_choice: choice }: JsonObject): string | undefined {
  if (!isObject(choice) || !isObject(choice.function)) return undefined;
  return typeof choice.function.name === 'string' ? choice.function.name : undefined;
}

function callSteps({ name, parameters }: OfferedTool, index: number): readonly Step[] {
  const json = JSON.stringify(isObject(parameters) ? exampleOf({ type: 'object', ...parameters }) : {});
  const fragments = jsonTokens(json).map((text): Step => ({ kind: 'arguments', index, text }));
  return [{ kind: 'tool', index, name }, ...fragments];
}
