import { upstreamFailed } from '../../upstream/upstream-failure';
import type { AnswerEvents } from '../../wire/canonical/answer-events';
import { estimatedUsage } from '../call-estimate';
import { withDropped } from '../dropped-header';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { askedOf } from './asked';
import { CountedAnswer } from './counted-answer';
import { handOver } from './hand-over';
import { mapAnswer } from './nesting';

/**
 * Writes a whole answer as the stream of the call's door, for what a provider does not stream. Its headers are in the call's facts.
 * @param read tells the answer's events
 * @throws GatewayError PROVIDER_ERROR for an answer that `read` refuses, or that does not say why it ended
 */
export function streamedWhole(call: LlmCall, sink: StreamSink, read: (events: AnswerEvents) => void): void {
  const { facts } = call;
  const writer = call.wire.streamWriter(askedOf(call), facts);
  mapAnswer(() => {
    read(new CountedAnswer(writer, facts));
  });
  if (facts.finishReason === undefined)
    throw upstreamFailed('malformed', 'The upstream did not answer with a completion.');
  facts.usage ??= estimatedUsage(call, { frames: writer.written, characters: facts.characters });
  writer.end(facts.usage);
  sink.opened(withDropped(facts));
  handOver(writer, sink);
}
