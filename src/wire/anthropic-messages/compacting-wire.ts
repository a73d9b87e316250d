import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { AnswerCollector } from '../canonical/answer-collector';
import type { Finish } from '../canonical/answer-events';
import type { AnswerWriter, Frames } from '../canonical/answer-writer';
import type { CanonicalRequest, Turn } from '../canonical/canonical-request';
import { COMPACTION_PROMPT } from '../canonical/compaction';
import { ForwardedEvents } from '../canonical/forwarded-events';
import { malformedAnswer } from '../canonical/malformed-answer';
import type { PartSeal } from '../canonical/part-seal';
import type { TokenUsage } from '../canonical/token-usage';
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
    streamWriter: (asked, summary) => new CompactionWriter(wire.streamWriter(asked, summary), mark),
    wholeAnswer: (answer, asked, usage, summary) => {
      const compacted = new AnswerCollector();
      compacted.start(answer.id, answer.model, answer.maker);
      compacted.opaque(MAKER, blockOf(answer.wholeText, mark));
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

/** @throws GatewayError PROVIDER_ERROR where the model said nothing: there would be nothing to go on from */
function blockOf(content: string, signature: string): JsonObject {
  if (content.trim() === '') throw malformedAnswer('The upstream gave no summary.');
  return { type: FIELD, content, encrypted_content: null, signature };
}

/** Writes the model's text as the one block, and nothing else of what it said. */
class CompactionWriter extends ForwardedEvents implements AnswerWriter {
  #summary = '';

  constructor(
    private readonly writer: AnswerWriter,
    private readonly mark: string,
  ) {
    super(writer);
  }

  get written(): number {
    return this.writer.written;
  }

  get holding(): boolean {
    return this.#summary !== '' || this.writer.holding;
  }

  override text(piece: string): void {
    this.#summary += piece;
  }

  override refusal(piece: string): void {
    this.#summary += piece;
  }

  override finish(): void {
    this.writer.opaque(MAKER, blockOf(this.#summary, this.mark));
    this.#summary = '';
    this.writer.finish(ENDING);
  }

  take(): Frames | undefined {
    return this.writer.take();
  }

  end(usage: TokenUsage): void {
    this.writer.end(usage);
  }

  override reasoning = nothing;
  override signature = nothing;
  override citations = nothing;
  override webCitations = nothing;
  override webSearch = nothing;
  override ranCode = nothing;
  override toolCall = nothing;
  override toolArguments = nothing;
  override callSignature = nothing;
  override toolCallEnd = nothing;
  override blockEnd = nothing;
  override image = nothing;
  override audio = nothing;
  override opaque = nothing;
  override logprobs = nothing;
}

/** It is no part of the summary. */
function nothing(): void {
  // Nothing is told of it.
}
