/** What is known of a kind of limit, wherever it is charged, refused, shown or counted. */
export interface LimitKind {
  /** What its bucket holds. */
  readonly counts: 'requests' | 'tokens';
  /** Whose bucket it is. A model's belongs to all keys together, so that no caller is told what is left in it. */
  readonly whose: 'key' | 'address' | 'model' | 'assignment' | 'group';
  /** The time that its amount is for; a second where it is not given. */
  readonly per?: 'minute' | 'day';
  /** In a refusal: "Rate limit reached …". */
  readonly words: string;
}

const OF_KEY = 'of this key itself';
const OF_GROUP = "of this key's group";

/** Every limit that is kept by a token bucket, by its name in metrics and in a shared store. */
export const LIMIT_KINDS = {
  key: { counts: 'requests', whose: 'key', words: 'for this key' },
  address: {
    counts: 'requests',
    whose: 'address',
    words: 'for calls without a valid key from this address',
  },
  model: { counts: 'requests', whose: 'model', words: 'for this model, all keys together' },
  'assignment-requests': {
    counts: 'requests',
    whose: 'assignment',
    words: 'for requests per second of this alias',
  },
  'assignment-tokens': {
    counts: 'tokens',
    whose: 'assignment',
    words: 'for tokens per second of this alias',
  },
  'key-requests-per-second': { counts: 'requests', whose: 'key', words: OF_KEY },
  'key-requests-per-minute': { counts: 'requests', whose: 'key', per: 'minute', words: OF_KEY },
  'key-requests-per-day': { counts: 'requests', whose: 'key', per: 'day', words: OF_KEY },
  'key-tokens-per-second': { counts: 'tokens', whose: 'key', words: OF_KEY },
  'key-tokens-per-minute': { counts: 'tokens', whose: 'key', per: 'minute', words: OF_KEY },
  'key-tokens-per-day': { counts: 'tokens', whose: 'key', per: 'day', words: OF_KEY },
  'group-requests-per-second': { counts: 'requests', whose: 'group', words: OF_GROUP },
  'group-requests-per-minute': { counts: 'requests', whose: 'group', per: 'minute', words: OF_GROUP },
  'group-requests-per-day': { counts: 'requests', whose: 'group', per: 'day', words: OF_GROUP },
  'group-tokens-per-second': { counts: 'tokens', whose: 'group', words: OF_GROUP },
  'group-tokens-per-minute': { counts: 'tokens', whose: 'group', per: 'minute', words: OF_GROUP },
  'group-tokens-per-day': { counts: 'tokens', whose: 'group', per: 'day', words: OF_GROUP },
} as const satisfies Readonly<Record<string, LimitKind>>;

/** The name of a limit that is kept by a token bucket. */
export type BucketLimit = keyof typeof LIMIT_KINDS;

/** Every {@link BucketLimit}. */
export const BUCKET_LIMITS = Object.keys(LIMIT_KINDS) as readonly BucketLimit[];

/** Whether a limit's bucket holds tokens of models, not requests. */
export function countsTokens(limit: BucketLimit): boolean {
  return LIMIT_KINDS[limit].counts === 'tokens';
}

/** What is known of a limit. */
export function limitKind(limit: BucketLimit): LimitKind {
  return LIMIT_KINDS[limit];
}
