import type { ToolCallStart } from '../canonical/answer-events';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { Asked } from '../canonical/answer-writer';
import { CustomInput } from '../canonical/custom-tool';
import type { KeptFields } from '../openai-chat/provider-fields/kept-fields';
import { ChatChunkWriter } from '../openai-chat/chunk-writer';

/**
 * Writes chunks for Cursor: a call of a custom tool is a function's there, with the text itself as its arguments. Cursor takes no
 * call that has no `function`.
 */
export class CursorChunkWriter extends ChatChunkWriter {
  readonly #inputs = new Map<number, CustomInput>();

  /** @param customs names of the tools whose input is a text */
  constructor(
    asked: Asked,
    summary: AnswerSummary,
    kept: KeptFields | undefined,
    private readonly customs: ReadonlySet<string>,
  ) {
    super(asked, summary, kept);
  }

  override toolCall(start: ToolCallStart): void {
    if (this.customs.has(start.name)) this.#inputs.set(start.call, new CustomInput());
    super.toolCall(start);
  }

  override toolArguments(call: number, piece: string): void {
    super.toolArguments(call, this.#inputs.get(call)?.take(piece) ?? piece);
  }

  override toolCallEnd(call: number): void {
    const rest = this.#inputs.get(call)?.end() ?? '';
    super.toolArguments(call, rest);
    super.toolCallEnd(call);
  }
}
