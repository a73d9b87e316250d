import type { JsonObject } from '../../json/json-object';
import type { OpenAiTier } from '../canonical/served-tier';
import type { Item } from './output-item';
import type { ResponseContext } from './response-context';

/** Where an answer has come to. */
export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** What some answers are told of beside their items. */
export interface ToldOfAnswer {
  readonly usage?: JsonObject;
  /** Why it is incomplete. */
  readonly reason?: string | undefined;
  readonly error?: JsonObject;
  readonly tier?: OpenAiTier | undefined;
}

/** What there is to say of an answer at one moment. */
interface AnswerSoFar extends ToldOfAnswer {
  readonly status: ResponseStatus;
  /** As its provider calls it. */
  readonly model: string;
  readonly output: readonly Item[];
}

/**
 * The response object as JSON text.
 * Format: https://platform.openai.com/docs/api-reference/responses/object
 */
export function responseObject(context: ResponseContext, answer: AnswerSoFar): string {
  const { status, model, output, usage, reason, error, tier } = answer;
  const head = {
    id: context.id,
    object: 'response',
    created_at: context.createdAt,
    status,
    background: context.background,
    completed_at: status === 'completed' ? Math.floor(Date.now() / 1000) : null,
    error: error ?? null,
    incomplete_details: reason === undefined ? null : { reason },
    model: context.givenModel ?? model,
    output,
    ...(usage !== undefined && { usage }),
    service_tier: tier ?? context.tier ?? 'default',
  };
  return `${JSON.stringify(head).slice(0, -1)},${context.echo}}`;
}
