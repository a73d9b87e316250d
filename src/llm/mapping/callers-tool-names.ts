import type { AnswerEvents, ToolCallStart } from '../../wire/canonical/answer-events';
import { ForwardedEvents } from '../../wire/canonical/forwarded-events';
import { RenamedFields } from '../../wire/canonical/renamed-fields';
import type { AnswerFacts } from '../llm-adapter';

type Names = Pick<AnswerFacts, 'toolNames' | 'fieldNames'>;

/** Tells calls under the caller's names of their tools and their arguments, where the provider was given others. */
export class CallersToolNames extends ForwardedEvents {
  /** The arguments of calls that have other names at the provider. */
  readonly #fields = new Map<number, RenamedFields>();

  constructor(
    next: AnswerEvents,
    protected readonly facts: Names,
  ) {
    super(next);
  }

  override toolCall(start: ToolCallStart): void {
    const { toolNames, fieldNames } = this.facts;
    const name = toolNames?.get(start.name) ?? start.name;
    const fields = fieldNames?.get(name);
    if (fields !== undefined) this.#fields.set(start.call, new RenamedFields(fields));
    super.toolCall(name === start.name ? start : { ...start, name });
  }

  override toolArguments(call: number, piece: string): void {
    const fields = this.#fields.get(call);
    const told = fields === undefined ? piece : fields.take(piece);
    if (fields === undefined || told !== '') super.toolArguments(call, told);
  }

  override toolCallEnd(call: number): void {
    const rest = this.#fields.get(call)?.end() ?? '';
    if (rest !== '') super.toolArguments(call, rest);
    super.toolCallEnd(call);
  }

  override candidate(index: number): AnswerEvents | undefined {
    const candidate = super.candidate(index);
    return candidate && new CallersToolNames(candidate, this.facts);
  }
}
