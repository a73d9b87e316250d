import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { invalid } from '../errors/invalid-field';
import type { CallFilter } from '../ledger/reports/call-filter';
import { GROUPINGS } from '../ledger/reports/groupings';
import type { Grouping } from '../ledger/reports/groupings';
import { calendarTime } from '../registry/calendar-time';

/** What a report, a list or an export of calls can be narrowed to. */
export const USAGE_FILTERS = [
  'since',
  'until',
  'key',
  'group',
  'user',
  'session',
  'tag',
  'alias',
  'model',
  'deployment',
  'provider',
  'door',
  'status',
  'ended',
  'id',
] as const;

/** The text of each filter that was given. */
export type UsageFilterTexts = Partial<Record<(typeof USAGE_FILTERS)[number], string>>;

const MAX_GROUPINGS = 4;

/** Reads filters. @throws GatewayError INVALID_REQUEST with `param` */
export function usageFilter({ since, until, status, ...texts }: UsageFilterTexts): CallFilter {
  return {
    ...texts,
    ...(since !== undefined && { since: momentOf('since', since) }),
    ...(until !== undefined && { until: momentOf('until', until) }),
    ...(status !== undefined && { status: statusOf(status) }),
  };
}

/**
 * Reads `group_by`.
 * @param among the groupings that there are
 * @throws GatewayError INVALID_REQUEST with `param`
 */
export function groupingsOf(text = 'key', among: readonly Grouping[] = GROUPINGS): readonly Grouping[] {
  const words = text.split(',').map((word) => word.trim());
  const known = words.flatMap((word) => among.find((one) => one === word) ?? []);
  if (
    known.length === words.length &&
    new Set(known).size === known.length &&
    known.length <= MAX_GROUPINGS
  ) {
    return known;
  }
  throw invalid(
    'group_by',
    `The query parameter 'group_by' takes up to ${MAX_GROUPINGS} of ${among.join(', ')}, separated by commas.`,
  );
}

function momentOf(name: string, text: string): number {
  const at = calendarTime(text);
  if (!Number.isNaN(at)) return at;
  throw invalid(
    name,
    `The query parameter '${name}' must be a date or a time, such as 2026-11-01 or 2026-11-01T12:00:00Z.`,
  );
}

function statusOf(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw invalid('status', "The query parameter 'status' must be an HTTP status, such as 200.");
}

/** Documents the query parameters of {@link USAGE_FILTERS}. */
export function UsageFilterQuery(): MethodDecorator {
  const text = (name: (typeof USAGE_FILTERS)[number], description: string, schema: object = {}) =>
    ApiQuery({ name, required: false, schema: { type: 'string', ...schema }, description });
  return applyDecorators(
    text('since', 'Only from this date or time on.'),
    text('until', 'Only before this date or time.'),
    text('key', 'Only of this key; id or name.'),
    text('group', 'Only of this group and those below it; its path.'),
    text('user', "Only for this user of the caller's."),
    text('session', 'Only of this conversation.'),
    text('tag', 'Only with this tag.'),
    text('alias', 'Only by this alias.'),
    text('model', 'Only of this model.'),
    text('deployment', 'Only of this deployment, `connection/model`.'),
    text('provider', 'Only of this provider.'),
    text('door', 'Only by this route.'),
    text('status', 'Only with this status.', { type: 'integer' }),
    text('ended', 'Only those that ended so: `whole`, `caller_gone`, `cut`, `lost`, …'),
    text('id', 'Only the call with this id, or of the request with this `x-request-id`.'),
  );
}
