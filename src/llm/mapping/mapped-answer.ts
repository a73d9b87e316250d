import { AnswerCollector } from '../../wire/canonical/answer-collector';
import type { AnswerEvents } from '../../wire/canonical/answer-events';
import { mapAnswer } from './nesting';
import type { LlmCall, WholeAnswer } from '../llm-adapter';
import { estimateUsage } from '../usage-estimate';
import { askedOf } from './asked';

/**
 * Writes a whole answer in the wire of the call's door.
 * @param read tells the answer's events
 * @throws GatewayError PROVIDER_ERROR for an answer that `read` refuses, or that is nested too deeply
 */
export function mappedAnswer(call: LlmCall, read: (events: AnswerEvents) => void): WholeAnswer {
  return mapAnswer(() => {
    const answer = new AnswerCollector();
    read(answer);
    const usage = answer.tokens ?? estimateUsage(call.raw.length, { bytes: sizeOf(answer) });
    return { body: Buffer.from(call.wire.wholeAnswer(answer, askedOf(call), usage, call.facts)) };
  });
}

/** Characters of the answer, as far as they are its model's. */
function sizeOf({ blocks }: AnswerCollector): number {
  let size = 0;
  for (const block of blocks) {
    if (block.kind === 'tool_call') size += block.start.name.length + block.input.length;
    else if ('text' in block) size += block.text.length;
  }
  return size;
}
