import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '../api-description/api.decorators';
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

type FilterName = (typeof USAGE_FILTERS)[number];

/** The text of each filter that was given. */
export type UsageFilterTexts = Partial<Record<FilterName, string>>;

const MEANINGS: Readonly<Record<FilterName, string>> = {
  since: 'Only from this date or time on.',
  until: 'Only before this date or time.',
  key: 'Only of this key; id or name.',
  group: 'Only of this group and those below it; its path.',
  user: "Only for this user of the caller's.",
  session: 'Only of this conversation.',
  tag: 'Only with this tag.',
  alias: 'Only by this alias.',
  model: 'Only of this model.',
  deployment: 'Only of this deployment, `connection/model`.',
  provider: 'Only of this provider.',
  door: 'Only by this route.',
  status: 'Only with this status.',
  ended: 'Only those that ended so: `whole`, `caller_gone`, `cut`, `lost`, …',
  id: 'Only the call with this id, or of the request with this `x-request-id`.',
};

const MAX_GROUPINGS = 4;

/** Reads filters. @throws GatewayError INVALID_REQUEST with `param` */
export function usageFilter({ since, until, status, ...texts }: UsageFilterTexts): CallFilter {
  const from = since === undefined ? undefined : momentOf('since', since);
  const to = until === undefined ? undefined : momentOf('until', until);
  if (from !== undefined && to !== undefined && to < from)
    throw invalid('until', "The query parameter 'until' must not be before 'since'.");
  return {
    ...texts,
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to }),
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
    `The query parameter 'group_by' takes up to ${MAX_GROUPINGS} of ${among.join(', ')}, each once, separated by commas.`,
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

/** Documents the query parameters of {@link USAGE_FILTERS}, or those of them that an operation takes. */
export function UsageFilterQuery(names: readonly FilterName[] = USAGE_FILTERS): MethodDecorator {
  return applyDecorators(
    ...names.map((name) =>
      ApiQuery({
        name,
        required: false,
        schema: { type: name === 'status' ? 'integer' : 'string' },
        description: MEANINGS[name],
      }),
    ),
  );
}
