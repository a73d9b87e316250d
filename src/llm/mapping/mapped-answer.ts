import { AnswerCollector } from '../../wire/canonical/answer-collector';
import type { AnswerEvents } from '../../wire/canonical/answer-events';
import { mapAnswer } from './nesting';
import type { LlmCall, WholeAnswer } from '../llm-adapter';
import { estimatedUsage } from '../call-estimate';
import { askedOf } from './asked';
import { CallersToolNames } from './callers-tool-names';

/**
 * Writes a whole answer in the wire of the call's door.
 * @param read tells the answer's events
 * @throws GatewayError PROVIDER_ERROR for an answer that `read` refuses, or that is nested too deeply
 */
export function mappedAnswer(call: LlmCall, read: (events: AnswerEvents) => void): WholeAnswer {
  return mapAnswer(() => {
    const answer = new AnswerCollector();
    read(new CallersToolNames(answer, call.facts));
    const texts = [answer, ...answer.candidates.values()].map(textsOf);
    const usage = answer.tokens ?? estimatedUsage(call, { texts });
    return { body: Buffer.from(call.wire.wholeAnswer(answer, askedOf(call), usage, call.facts)) };
  });
}

/** The texts of the answer, as far as they are its model's. */
function textsOf({ blocks }: AnswerCollector): readonly string[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'tool_call') return [block.start.name, block.input];
    return 'text' in block ? [block.text] : [];
  });
}
