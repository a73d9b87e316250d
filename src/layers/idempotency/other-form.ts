import { GatewayError } from '../../errors/gateway-error';
import { parseExactObject } from '../../json/exact-json';
import type { AnswerFacts } from '../../llm/llm-adapter';
import type { Answer, AnswerCall, AnswerSink } from '../../routing/answer-source';
import { AnswerCollector } from '../../wire/canonical/answer-collector';
import type { Asked } from '../../wire/canonical/answer-writer';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { KeyedAnswer } from './keyed-answer';

const NO_USAGE: TokenUsage = {
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  reasoningTokens: 0,
  estimated: true,
};

/** The whole answer of a stream, for a caller who asked for it so. @throws GatewayError where its wire cannot be read */
export function wholeOfStream(answer: KeyedAnswer, call: AnswerCall): Answer {
  const { attempt } = answer;
  const { wire } = call.request;
  const collector = new AnswerCollector();
  const reader = wire.frameReader?.(collector);
  if (reader === undefined || attempt === undefined) throw otherForm();
  for (const frames of answer.frames()) reader.push(frames);
  reader.end();
  const facts: AnswerFacts = { ...attempt.facts };
  const usage = attempt.facts.usage ?? collector.tokens ?? NO_USAGE;
  const body = Buffer.from(
    wire.wholeAnswer(collector, askedOf(call, attempt.deployment.remoteModel), usage, facts),
  );
  return { body: call.present?.(body, facts) ?? body, attempt };
}

/** A whole answer as a stream. @throws GatewayError where its wire cannot be read */
export function streamOfWhole(
  { whole }: KeyedAnswer,
  call: AnswerCall,
  sink: AnswerSink,
  headers: Readonly<Record<string, string>>,
): void {
  const { wire } = call.request;
  const answer = whole && parseExactObject(whole.body.toString('utf8'));
  if (whole === undefined || answer === undefined) throw otherForm();
  const { attempt } = whole;
  // Writers tell a finish once: this stream has not had its own.
  const facts: AnswerFacts = { ...attempt.facts, finishReason: undefined };
  const writer = wire.streamWriter(askedOf(call, attempt.deployment.remoteModel), facts);
  const reader = wire.frameReader?.(writer);
  if (reader === undefined) throw otherForm();
  reader.whole(answer);
  writer.end(attempt.facts.usage ?? NO_USAGE);
  const frames = writer.take();
  sink.asked(attempt);
  sink.opened({ ...attempt.facts.headers, ...headers });
  if (frames !== undefined) sink.push(Buffer.from(frames.text), frames.count);
}

function askedOf({ request }: AnswerCall, model: string): Asked {
  return { model, usageWanted: request.usageWanted, promptTokens: 0 };
}

function otherForm(): GatewayError {
  return new GatewayError(
    'CONFLICT',
    'The answer of this Idempotency-Key has another form: ask with the same `stream` as before.',
  );
}
