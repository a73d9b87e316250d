import type OpenAI from 'openai';
import type { Answer } from './answer';
import { ORIGIN, toolCallId } from './answer';
import type { Step } from './script';
import { thinkingBlocks } from './signed-thinking';
import type { ThinkingBlock } from './signed-thinking';
import { usageObject } from './usage';

/** OpenAI's message with the field in which DeepSeek, vLLM and LiteLLM put reasoning. */
type Message = OpenAI.ChatCompletionMessage & {
  readonly reasoning_content?: string;
  readonly thinking_blocks?: readonly ThinkingBlock[];
};

/** The answer as one document in the shape of OpenAI's `chat.completion`. */
export function completion(answer: Answer): Buffer {
  const document: OpenAI.ChatCompletion = {
    id: answer.id,
    object: 'chat.completion',
    created: answer.created,
    model: answer.model,
    choices: Array.from({ length: answer.choices }, (_, index) => ({
      index,
      message: message(answer, index),
      logprobs: null,
      finish_reason: answer.script.finishReason,
    })),
    usage: usageObject(answer.usage),
    ...ORIGIN,
  };
  return Buffer.from(JSON.stringify(document));
}

function message(answer: Answer, choice: number): Message {
  const { steps } = answer.script;
  const reasoning = joined(steps, 'reasoning');
  const signature = steps.findLast((step) => step.kind === 'reasoning')?.signature;
  const calls = steps.flatMap((step) =>
    step.kind === 'tool'
      ? [
          {
            id: toolCallId(answer, choice, step.index),
            type: 'function' as const,
            function: { name: step.name, arguments: argumentsOf(steps, step.index) },
          },
        ]
      : [],
  );
  return {
    role: 'assistant',
    content: calls.length > 0 ? null : joined(steps, 'content'),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...thinkingBlocks(signature, reasoning),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    refusal: null,
    annotations: [],
  };
}

function joined(steps: readonly Step[], kind: 'reasoning' | 'content'): string {
  return steps.map((step) => (step.kind === kind ? step.text : '')).join('');
}

function argumentsOf(steps: readonly Step[], index: number): string {
  return steps.map((step) => (step.kind === 'arguments' && step.index === index ? step.text : '')).join('');
}
