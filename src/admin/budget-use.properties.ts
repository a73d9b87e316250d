/** What the document says of what was used of a budget. */
export const USED = {
  type: Number,
  nullable: true,
  description: 'What was used in its time, in its unit; null while the ledger cannot be asked.',
} as const;

export const RESERVED = {
  type: Number,
  nullable: true,
  description: 'What calls that run may still use.',
} as const;

export const REMAINING = {
  type: Number,
  nullable: true,
  description:
    'What is left for further calls: the amount, or what it is raised to now, without what is used and reserved; never below 0.',
} as const;

export const RENEWS_AT = {
  type: String,
  format: 'date-time',
  nullable: true,
  description:
    'When nothing of it is used again; null for never, and for a rolling one, which renews bit by bit.',
} as const;
