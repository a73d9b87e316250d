import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { AnswerCollector } from '../canonical/answer-collector';
import type { Finish } from '../canonical/answer-events';
import type { CanonicalRequest, Turn } from '../canonical/canonical-request';
import { COMPACTION_PROMPT } from '../canonical/compaction';
import type { PartSeal } from '../canonical/part-seal';
import { summaryOf, SummaryWriter } from '../canonical/summary-writer';
import type { DoorWire } from '../wire';
import { MAKER } from './blocks';

const FIELD = 'compaction';

/**
 * Whether a request asks for its conversation to be made shorter in place of an answer.
 * Format: `BetaCompactionConfig` of https://github.com/anthropics/anthropic-sdk-typescript ("the request is a compaction request …
 * the response holds only the resulting `compaction` block")
 */
export function asksToCompact(body: JsonObject): boolean {
  return isObject(body[FIELD]);
}

/**
 * The wire of such a request: the model is asked for a summary, and its text is the one block of the answer.
 * @param seal marks the block as ours: Claude did not sign it
 */
export function compactingWire(wire: DoorWire, seal: PartSeal): DoorWire {
  const mark = seal.seal([]);
  return {
    ...wire,
    readRequest: (body) => withQuestion(wire, body),
    streamWriter: (asked, summary) => {
      const writer = wire.streamWriter(asked, summary);
      return new SummaryWriter(writer, (text) => {
        writer.opaque(MAKER, blockOf(text, mark));
        writer.finish(ENDING);
      });
    },
    wholeAnswer: (answer, asked, usage, summary) => {
      const compacted = new AnswerCollector();
      compacted.start(answer.id, answer.model, answer.maker);
      compacted.opaque(MAKER, blockOf(summaryOf(answer.wholeText), mark));
      compacted.finish(ENDING);
      return wire.wholeAnswer(compacted, asked, usage, summary);
    },
  };
}

function withQuestion(wire: DoorWire, { [FIELD]: config, ...body }: JsonObject): CanonicalRequest {
  const request = wire.readRequest(body);
  const given = isObject(config) ? config['instructions'] : undefined;
  const text = typeof given === 'string' && given.trim() !== '' ? given : COMPACTION_PROMPT;
  const question: Turn = { role: 'user', parts: [{ kind: 'text', text, at: FIELD }], at: FIELD };
  return {
    ...request,
    turns: [...request.turns, question],
    // A summary is a text, and no call.
    toolChoice: { mode: 'none' },
    settings: { ...request.settings, responseFormat: undefined },
  };
}

const ENDING: Finish = { reason: 'stop', details: { maker: MAKER, fields: { stop_reason: FIELD } } };

function blockOf(content: string, signature: string): JsonObject {
  return { type: FIELD, content, encrypted_content: null, signature };
}
