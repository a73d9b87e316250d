/** Tokens by class of one attempt or of one call. Input counts the whole prompt, output the whole answer. */
export interface TokenClasses {
  readonly input: number;
  /** Part of `input` that was read from the provider's cache. */
  readonly cached: number;
  /** Part of `input` that was written to the provider's cache, whichever time it is kept. */
  readonly cacheWrite: number;
  /** Part of `cacheWrite` that is kept an hour. */
  readonly cacheWrite1h: number;
  readonly output: number;
  /** Part of `output`. */
  readonly reasoning: number;
  /** Part of `input`. */
  readonly audioInput: number;
  /** Part of `output`. */
  readonly audioOutput: number;
  /** Part of `input`. */
  readonly image: number;
  /** Searches that the provider's own tool made. */
  readonly searches: number;
  /** Part of `output`. */
  readonly imageOutput: number;
  /** Pictures in the answer. */
  readonly images: number;
  /** Seconds of sound that were listened to. */
  readonly audioSeconds: number;
  /** Characters of texts that were spoken. */
  readonly characters: number;
}

/** The names of {@link TokenClasses}: their places in the journal, so that a new one comes last. */
export const TOKEN_CLASSES = [
  'input',
  'cached',
  'cacheWrite',
  'cacheWrite1h',
  'output',
  'reasoning',
  'audioInput',
  'audioOutput',
  'image',
  'searches',
  'imageOutput',
  'images',
  'audioSeconds',
  'characters',
] as const satisfies readonly (keyof TokenClasses)[];

/** Nothing was used. */
const NO_TOKENS: TokenClasses = Object.freeze({
  input: 0,
  cached: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  output: 0,
  reasoning: 0,
  audioInput: 0,
  audioOutput: 0,
  image: 0,
  searches: 0,
  imageOutput: 0,
  images: 0,
  audioSeconds: 0,
  characters: 0,
});

/** What one attempt used where; the parts of {@link TokenClasses} that are 0 are left out. */
export interface AttemptUse {
  /** `connection/model`. */
  readonly deployment: string;
  readonly connection: string;
  readonly provider: string;
  /** The model's name at the provider. */
  readonly model: string;
  readonly outcome: string;
  readonly ms: number;
  readonly tokens: Partial<TokenClasses>;
  readonly estimated?: true;
  /** The service tier in which it was served, where that is another than was asked for; the empty text for the usual one. */
  readonly tier?: string;
}

/** Who asked for what: known before the first upstream is asked. Times in milliseconds since 1970. */
export interface AskedCall {
  /** Sortable, and unique. */
  readonly id: string;
  readonly at: number;
  readonly requestId: string;
  readonly traceId: string;
  readonly keyId: string;
  readonly keyName: string;
  /** `acme/search`; the empty text is the root. */
  readonly group: string;
  readonly user?: string | undefined;
  readonly session?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The route. */
  readonly door: string;
  readonly wire: string;
  readonly streamed: boolean;
  /** The alias of a virtual key; undefined for internal keys. */
  readonly alias?: string | undefined;
  readonly modelAsked: string;
  readonly tier?: string | undefined;
  readonly client?: string | undefined;
  readonly bytesIn: number;
}

/** Written before the first upstream is asked. */
export interface BegunRecord extends AskedCall {
  readonly kind: 'begun';
  /** Where the call goes first. */
  readonly first: Pick<AttemptUse, 'deployment' | 'connection' | 'provider' | 'model'>;
  /** Tokens of the prompt by its size, and of the answer by the most that was asked for: what it may use. */
  readonly mayUse: { readonly input: number; readonly output: number };
  /** What it reserved of budgets, in US dollars; undefined where it has none. */
  readonly mayCharge?: number | undefined;
}

/** Written when the call has ended, whichever way. */
export interface EndedRecord extends AskedCall {
  readonly kind: 'ended';
  readonly firstTokenMs?: number | undefined;
  readonly ms: number;
  readonly modelServed?: string | undefined;
  /** Of the attempt that answered. */
  readonly deployment: string;
  readonly connection: string;
  readonly provider: string;
  readonly status: number;
  readonly code?: string | undefined;
  /** How it ended: `whole`, `caller_gone`, `cut`, …; `lost` when the process ended first. */
  readonly ended: string;
  readonly attempts: readonly AttemptUse[];
  /** Where the answer came from, if from no provider. */
  readonly replayed?: 'cache' | 'idempotency' | undefined;
  /** What a replayed answer would have used. */
  readonly saved?: Partial<TokenClasses> | undefined;
  readonly bytesOut: number;
  /** What budgets were charged for it, in US dollars; undefined where none was. */
  readonly chargedUsd?: number | undefined;
}

/** Requests that were refused before an upstream was asked, since the last such record. */
export interface RefusedRecord {
  readonly kind: 'refused';
  readonly id: string;
  /** Milliseconds since 1970 of the hour's beginning. */
  readonly hour: number;
  readonly keyId: string;
  /** A code of the error catalogue. */
  readonly code: string;
  readonly count: number;
}

/** A record of the journal. */
export type LedgerRecord = BegunRecord | EndedRecord | RefusedRecord;

/** What a {@link BegunRecord} tells beside who asked for what. */
export type Begun = Omit<BegunRecord, keyof AskedCall | 'kind'>;
/** What an {@link EndedRecord} tells beside who asked for what. */
export type Ended = Omit<EndedRecord, keyof AskedCall | 'kind'>;

/** The row of a call that was begun and whose process ended before it did. */
export function lostRecord({ kind: _, first, mayUse, mayCharge, ...asked }: BegunRecord): EndedRecord {
  const tokens = { input: mayUse.input, output: mayUse.output };
  return {
    ...asked,
    kind: 'ended',
    ms: 0,
    ...first,
    status: 0,
    ended: 'lost',
    attempts: [{ ...first, outcome: 'lost', ms: 0, tokens, estimated: true }],
    bytesOut: 0,
    ...(mayCharge !== undefined && { chargedUsd: mayCharge }),
  };
}

/**
 * Whether its provider bills an attempt, where it bills by the call: it used something, or nobody could count what it used. One that
 * was refused or failed with nothing used is billed by none.
 */
export function isBilled({ tokens, estimated }: Pick<AttemptUse, 'tokens' | 'estimated'>): boolean {
  return estimated === true || !isNothing(tokens);
}

/** Whether nothing was used; what is not counted in tokens costs something too. */
export function isNothing({
  input = 0,
  output = 0,
  searches = 0,
  images = 0,
  audioSeconds = 0,
  characters = 0,
}: Partial<TokenClasses>): boolean {
  // None is below 0.
  return input + output + searches + images + audioSeconds + characters === 0;
}

/** Sounds and pictures of a prompt that a cache held: they are billed as cached, whatever else they are. */
export interface CachedParts {
  readonly audio: number;
  readonly image: number;
}

/** The same of one prompt. Providers tell how much a cache held, and seldom of what: of the rest, sounds come first. */
export function cachedPartsOf({
  input = 0,
  cached = 0,
  cacheWrite = 0,
  audioInput = 0,
  image = 0,
}: Partial<TokenClasses>): CachedParts {
  const fresh = Math.max(0, input - cached - cacheWrite);
  const audio = Math.max(0, audioInput - fresh);
  return { audio, image: Math.max(0, image - (fresh - (audioInput - audio))) };
}

/** The tokens of several attempts together. */
export function sumOf(uses: readonly Pick<AttemptUse, 'tokens'>[]): TokenClasses {
  const sum: { -readonly [Name in keyof TokenClasses]: number } = { ...NO_TOKENS };
  // Each by its name: it is done for each call, and names from a list take six times as long.
  for (const { tokens } of uses) {
    sum.input += tokens.input ?? 0;
    sum.cached += tokens.cached ?? 0;
    sum.cacheWrite += tokens.cacheWrite ?? 0;
    sum.cacheWrite1h += tokens.cacheWrite1h ?? 0;
    sum.output += tokens.output ?? 0;
    sum.reasoning += tokens.reasoning ?? 0;
    sum.audioInput += tokens.audioInput ?? 0;
    sum.audioOutput += tokens.audioOutput ?? 0;
    sum.image += tokens.image ?? 0;
    sum.searches += tokens.searches ?? 0;
    sum.imageOutput += tokens.imageOutput ?? 0;
    sum.images += tokens.images ?? 0;
    sum.audioSeconds += tokens.audioSeconds ?? 0;
    sum.characters += tokens.characters ?? 0;
  }
  return sum;
}
