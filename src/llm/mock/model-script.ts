import type { JsonObject } from '../../json/json-object';
import { isObject } from '../../json/json-object';
import { exampleOf } from './json-schema/schema-example';
import type { MockModelId } from './mock-models';
import { DEFAULT_TEXT, LONG_ANSWER_WORDS } from './mock-models';
import { closingToolResults, lastUserText } from './prompt';
import type { Script, Step } from './script';
import { jsonTokens, wordTokens } from './tokens';
import { thinkingScript } from './signed-thinking';
import { toolCallSteps } from './tool-calls';

const REASONING_TEXT = 'The caller wants an answer of the mock, so the usual one will do.';
const WORDS_BEFORE_BREAK = 2;

/**
 * What a scripted model answers to a request.
 *
 * @param stop texts before the first of which the answer's content ends.
 * @throws GatewayError INVALID_REQUEST when the request names a tool that it does not offer.
 */
export function scriptOf(id: MockModelId, body: JsonObject, stop: readonly string[]): Script {
  const prose = (text: string) => contentSteps(wordTokens(upToStop(text, stop)));
  const spoken = (text: string): Script => ({ steps: prose(text), finishReason: 'stop' });
  switch (id) {
    case 'mock-echo':
      return spoken(lastUserText(body));
    case 'mock-tools': {
      const results = closingToolResults(body);
      if (results.length > 0) return spoken(`The tool answered: ${results.join('; ')}`);
      return toolCallSteps(body) ?? spoken(DEFAULT_TEXT);
    }
    case 'mock-reasoning': {
      const reasoning = wordTokens(REASONING_TEXT).map((text): Step => ({ kind: 'reasoning', text }));
      return { steps: [...reasoning, ...prose(DEFAULT_TEXT)], finishReason: 'stop' };
    }
    case 'mock-thinking':
      return thinkingScript(body, prose);
    case 'mock-json': {
      const demanded = isToolDemanded(body) ? toolCallSteps(body) : undefined;
      if (demanded !== undefined) return demanded;
      return { steps: contentSteps(jsonTokens(upToStop(jsonAnswer(body), stop))), finishReason: 'stop' };
    }
    case 'mock-long':
      return spoken(Array.from({ length: LONG_ANSWER_WORDS }, (_, index) => `word${index + 1}`).join(' '));
    case 'mock-cut':
    case 'mock-stall':
      return { steps: prose(DEFAULT_TEXT).slice(0, WORDS_BEFORE_BREAK), finishReason: 'stop' };
    default:
      return spoken(DEFAULT_TEXT);
  }
}

/** Frameworks ask for an object by a tool that must be called as often as by a schema of the answer. */
function isToolDemanded({ tool_choice: choice }: JsonObject): boolean {
  return choice === 'required' || isObject(choice);
}

function jsonAnswer(body: JsonObject): string {
  const format = isObject(body.response_format) ? body.response_format : {};
  const wanted = isObject(format.json_schema) ? format.json_schema.schema : undefined;
  return JSON.stringify(isObject(wanted) ? exampleOf(wanted) : { mock: true });
}

function contentSteps(tokens: readonly string[]): readonly Step[] {
  return tokens.map((text) => ({ kind: 'content', text }));
}

function upToStop(text: string, stop: readonly string[]): string {
  const ends = stop.map((sequence) => text.indexOf(sequence)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}
