import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { closingToolResults } from './prompt';
import type { Script, Step } from './script';
import { DEFAULT_TEXT } from './mock-models';
import { wordTokens } from './tokens';
import { toolCallSteps } from './tool-calls';
import { refused } from './upstream-failures';

/** Signed thinking, where LiteLLM has it: https://docs.litellm.ai/docs/reasoning_content */
export interface ThinkingBlock {
  readonly type: 'thinking';
  readonly thinking: string;
  readonly signature: string;
}

const THOUGHT = 'The caller wants an answer of the mock, which is signed.';
/** What a provider would make of the thought with a key of its own. */
const SIGNATURE = Buffer.from(`signed by the mock: ${THOUGHT}`).toString('base64');

/** The field of signed thinking. @param thinking the text that goes with the signature; empty in a stream, which had it before */
export function thinkingBlocks(
  signature: string | undefined,
  thinking: string,
): { readonly thinking_blocks?: readonly ThinkingBlock[] } {
  return signature === undefined ? {} : { thinking_blocks: [{ type: 'thinking', thinking, signature }] };
}

/**
 * Thinks, and calls the first tool offered; once it was called, answers with what it told. As Anthropic does, it wants the
 * thinking of a turn with calls back as it was.
 * @throws GatewayError INVALID_REQUEST where it is missing or was changed
 */
export function thinkingScript(body: JsonObject, prose: (text: string) => readonly Step[]): Script {
  const words = wordTokens(THOUGHT);
  const thought = words.map((text, at): Step => ({
    kind: 'reasoning',
    text,
    ...(at === words.length - 1 && { signature: SIGNATURE }),
  }));
  const results = closingToolResults(body);
  if (results.length > 0) {
    checkThinking(body);
    return {
      steps: [...thought, ...prose(`The tool answered: ${results.join('; ')}`)],
      finishReason: 'stop',
    };
  }
  const calls = toolCallSteps(body);
  if (calls !== undefined) return { ...calls, steps: [...thought, ...calls.steps] };
  return { steps: [...thought, ...prose(DEFAULT_TEXT)], finishReason: 'stop' };
}

function checkThinking({ messages }: JsonObject): void {
  const turn = objectsIn(messages).findLast(({ role }) => role === 'assistant');
  const [block] = objectsIn(turn?.['thinking_blocks']);
  if (block?.['thinking'] === THOUGHT && block['signature'] === SIGNATURE) return;
  throw refused(
    'messages',
    'The thinking of the turn that called tools is missing or was changed: send it back as it came.',
  );
}
