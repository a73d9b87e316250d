import type { CallRequest } from '../../calls/call-request';
import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { parsedObject } from '../../json/parsed-object';
import type { AnswerFacts } from '../../llm/llm-adapter';
import { chatUsage } from '../../wire/openai-chat/usage';
import { callsIn, neededIn, reasoningIn, reasonOf, saidIn } from './message-text';

/**
 * A whole Chat Completions answer in the uniform form: its first choice, with a text (empty where it is missing) for
 * content. Usage is what the call was accounted with.
 * @throws GatewayError PROVIDER_ERROR when the upstream's answer holds no choice
 */
export function uniformAnswer(body: Buffer, facts: AnswerFacts, request: CallRequest): Buffer {
  const answer = parsed(body);
  const choice: unknown = Array.isArray(answer['choices']) ? answer['choices'][0] : undefined;
  if (!isObject(choice) || !isObject(choice['message'])) throw malformed();
  const uniform = {
    id: typeof answer['id'] === 'string' ? answer['id'] : request.trace.requestId,
    model: textOf(answer['model']) ?? facts.model ?? request.model,
    message: uniformMessage(choice['message']),
    finish_reason: reasonOf(typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : null),
    usage: facts.usage === undefined ? null : chatUsage(facts.usage),
    trace_id: request.trace.traceId,
  };
  return Buffer.from(JSON.stringify(uniform));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function uniformMessage(message: JsonObject): JsonObject {
  const { role, images, annotations } = message;
  const toolCalls = callsIn(message);
  const reasoning = reasoningIn(message);
  return {
    role: typeof role === 'string' ? role : 'assistant',
    content: saidIn(message),
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
    ...(reasoning === '' ? {} : { reasoning }),
    ...(Array.isArray(images) && images.length > 0 ? { images } : {}),
    ...(Array.isArray(annotations) && annotations.length > 0 ? { annotations } : {}),
    ...neededIn(message),
  };
}

function parsed(body: Buffer): JsonObject {
  const answer = parsedObject(body.toString('utf8'));
  if (answer === undefined) throw malformed();
  return answer;
}

function malformed(): GatewayError {
  return new GatewayError('PROVIDER_ERROR', 'The upstream answered something that is not an answer.', {
    upstreamFailure: 'malformed',
  });
}
