import { createHash } from 'node:crypto';
import type { LlmCall } from '../llm-adapter';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import { answerOptions } from './answer-options';
import type { MockModel } from './mock-models';
import { scriptOf } from './model-script';
import { promptTokens } from './prompt';
import type { Script } from './script';
import { limited } from './script';
import { chatUsage } from './usage';

/** What every answer, whole or streamed, says of its origin. */
export const ORIGIN = { service_tier: 'default', system_fingerprint: 'fp_mock' } as const;

/** All that is to be said in answer to one chat request, before it takes the form of a document or of a stream. */
export interface Answer {
  /** The same for the same request, so that a test can compare whole answers. */
  readonly id: string;
  /** Unix time in seconds. */
  readonly created: number;
  readonly model: string;
  /** What each of the choices says. */
  readonly script: Script;
  /** How many choices there are. */
  readonly choices: number;
  readonly usage: TokenUsage;
}

/**
 * Writes the answer of a scripted model.
 *
 * @throws GatewayError INVALID_REQUEST when the request's options are not what OpenAI's API allows.
 */
export function answerTo(call: LlmCall, { id }: MockModel): Answer {
  const { maxTokens, choices, stop } = answerOptions(call.body);
  const script = limited(scriptOf(id, call.body, stop), maxTokens);
  return {
    id: `chatcmpl-mock-${fingerprint(call)}`,
    created: Math.floor(Date.now() / 1_000),
    model: call.model,
    script,
    choices,
    usage: chatUsage(promptTokens(call.body), script.steps, choices),
  };
}

/** The id of a tool call; different for each call of each choice, and from one turn to the next. */
export function toolCallId(answer: Answer, choice: number, index: number): string {
  return `${answer.id.replace('chatcmpl', 'call')}-${choice}-${index}`;
}

function fingerprint(call: LlmCall): string {
  return createHash('sha256').update(call.model).update('\n').update(call.raw).digest('hex').slice(0, 20);
}
