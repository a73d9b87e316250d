import type { AnswerEvents, ToolCallStart } from '../../wire/canonical/answer-events';
import { ForwardedEvents } from '../../wire/canonical/forwarded-events';
import type { AnswerFacts } from '../llm-adapter';

/** Tells calls under the caller's names of their tools, where the provider was given others. */
export class CallersToolNames extends ForwardedEvents {
  constructor(
    next: AnswerEvents,
    private readonly facts: Pick<AnswerFacts, 'toolNames'>,
  ) {
    super(next);
  }

  override toolCall(start: ToolCallStart): void {
    const name = this.facts.toolNames?.get(start.name);
    super.toolCall(name === undefined ? start : { ...start, name });
  }

  override candidate(index: number): AnswerEvents | undefined {
    const candidate = super.candidate(index);
    return candidate && new CallersToolNames(candidate, this.facts);
  }
}
