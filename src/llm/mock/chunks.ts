import type OpenAI from 'openai';
import type { Answer } from './answer';
import { ORIGIN, toolCallId } from './answer';
import type { FinishReason, Step } from './script';
import { thinkingBlocks } from './signed-thinking';
import type { ThinkingBlock } from './signed-thinking';
import { usageObject } from './usage';

/** OpenAI's delta with the field in which DeepSeek, vLLM and LiteLLM put reasoning. */
type Delta = OpenAI.ChatCompletionChunk.Choice.Delta & {
  readonly reasoning_content?: string;
  readonly thinking_blocks?: readonly ThinkingBlock[];
};

/** Writes one answer as SSE frames in the shape of OpenAI's `chat.completion.chunk`. */
export class ChunkFrames {
  /** @param usageWanted whether the caller gets a usage chunk; every other chunk then has `"usage":null`. */
  constructor(
    private readonly answer: Answer,
    private readonly usageWanted: boolean,
  ) {}

  /** The frames that name the role, one a choice. */
  opening(): readonly string[] {
    const callsTools = this.answer.script.steps.some(({ kind }) => kind === 'tool');
    return this.#eachChoice(() => ({ role: 'assistant', content: callsTools ? null : '', refusal: null }));
  }

  /** The frames of one token, one a choice. */
  step(step: Step): readonly string[] {
    return this.#eachChoice((choice) => this.#delta(step, choice));
  }

  /** The frames that tell why the answer ended, one a choice, and the usage chunk if one is wanted. */
  closing(): readonly string[] {
    const frames = this.#eachChoice(() => ({}), this.answer.script.finishReason);
    return this.usageWanted ? [...frames, this.#frame([], usageObject(this.answer.usage))] : frames;
  }

  #delta(step: Step, choice: number): Delta {
    switch (step.kind) {
      case 'reasoning':
        return { reasoning_content: step.text, ...thinkingBlocks(step.signature, '') };
      case 'content':
        return { content: step.text };
      case 'tool': {
        const id = toolCallId(this.answer, choice, step.index);
        const call = { name: step.name, arguments: '' };
        return { tool_calls: [{ index: step.index, id, type: 'function', function: call }] };
      }
      case 'arguments':
        return { tool_calls: [{ index: step.index, function: { arguments: step.text } }] };
    }
  }

  #eachChoice(delta: (choice: number) => Delta, finishReason: FinishReason | null = null): readonly string[] {
    return Array.from({ length: this.answer.choices }, (_, index) =>
      this.#frame([{ index, delta: delta(index), logprobs: null, finish_reason: finishReason }], null),
    );
  }

  #frame(choices: OpenAI.ChatCompletionChunk.Choice[], usage: OpenAI.CompletionUsage | null): string {
    const chunk: OpenAI.ChatCompletionChunk = {
      id: this.answer.id,
      object: 'chat.completion.chunk',
      created: this.answer.created,
      model: this.answer.model,
      ...ORIGIN,
      choices,
      ...(this.usageWanted ? { usage } : {}),
    };
    return `data: ${JSON.stringify(chunk)}\n\n`;
  }
}
