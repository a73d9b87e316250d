/** What a report can be grouped by. */
export const GROUPINGS = [
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
  'hour',
  'day',
  'month',
] as const;

/** A word of {@link GROUPINGS}. */
export type Grouping = (typeof GROUPINGS)[number];
