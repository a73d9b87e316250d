/** What a Claude model takes and gives, as far as a request depends on it. */
export interface ModelTraits {
  /** The most tokens of an answer; undefined where the name says nothing. */
  readonly maxOutputTokens: number | undefined;
  /** `budget`: so many tokens of thinking; `adaptive`: the model decides, by `output_config.effort`. */
  readonly thinking: 'none' | 'budget' | 'adaptive';
  /**
   * What happens where a request says nothing of thinking: not done, done but can be switched off, done always, or done with
   * `between_tools` as the least there is of it.
   */
  readonly unaskedThinking: 'no' | 'stoppable' | 'always' | 'between_tools';
  /**
   * Whether thinking that comes back is held against the conversation before it, and a request in which that has changed is
   * refused.
   */
  readonly boundThinking: boolean;
  /** Whether `xhigh` is an effort (`max` is one of every adaptive model). */
  readonly xhighEffort: boolean;
  /** Of `temperature` and `top_p`: both, only one of them, or none may be given. */
  readonly sampling: 'both' | 'one' | 'none';
  /** Whether `output_config.format` and strict tools are understood. */
  readonly structuredOutput: boolean;
  /** Whether a tool call can be forced. */
  readonly forcedTools: boolean;
  /**
   * Whether it goes on with an assistant's turn at the end of a request; models since 4.6 refuse one with 400.
   * Source: https://platform.claude.com/docs/en/about-claude/models/migration-guide
   */
  readonly prefill: boolean;
  /** Whether instructions amid the conversation have a role of their own there. */
  readonly systemInMessages: boolean;
}

/** What the oldest models take. */
const OLDEST: ModelTraits = {
  maxOutputTokens: undefined,
  thinking: 'none',
  unaskedThinking: 'no',
  boundThinking: false,
  xhighEffort: false,
  sampling: 'both',
  structuredOutput: false,
  forcedTools: true,
  prefill: true,
  systemInMessages: false,
};
/** A version that is newer than every one in this table. */
const NEWEST = 9_900;

/** `claude-opus-4-5-20251101`, `claude-sonnet-4@20250514`, `claude-3-7-sonnet-latest`: a date is no minor version. */
const NAME = /claude-(?:([a-z]+)-)?(\d+)(?:[.-](\d{1,2}))?(?!\d)/;

/**
 * Reads a model's traits from its name: family and version. A version that is newer than this table, and a name that tells
 * nothing, count as the newest generation; of the latter the limits are not known, and instructions and thinking are in the
 * form that every model takes.
 * Sources: https://docs.anthropic.com/en/docs/about-claude/models/overview and the migration guides beside it;
 * https://platform.claude.com/docs/en/models/fable-5-1/whats-new-fable-5-1 (Mythos takes what Fable does),
 * …/models/opus-5-5/migration-guide, …/models/sonnet-5-5/migration-guide, …/models/haiku-5-5/whats-new-haiku-5-5;
 * https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages (Opus since 4.8, Fable, Mythos, and
 * Sonnet and Haiku since 5.5), …/preserved-thinking/prefix-checks (models that hold thinking against what is before it)
 */
export function modelTraits(model: string): ModelTraits {
  const name = NAME.exec(model.toLowerCase());
  const version = claudeVersion(model);
  if (name === null || version === undefined) {
    const newest = sinceFour('opus', NEWEST);
    return { ...newest, maxOutputTokens: undefined, systemInMessages: false, boundThinking: false };
  }
  return version < 400 ? beforeFour(version) : sinceFour(name[1] ?? '', version);
}

/** A model's version as a number, 406 for 4.6; undefined where its name does not tell. */
export function claudeVersion(model: string): number | undefined {
  const name = NAME.exec(model.toLowerCase());
  return name === null ? undefined : Number(name[2]) * 100 + Number(name[3] ?? 0);
}

function beforeFour(version: number): ModelTraits {
  if (version === 307) return { ...OLDEST, maxOutputTokens: 64_000, thinking: 'budget' };
  return { ...OLDEST, maxOutputTokens: version === 305 ? 8_192 : 4_096 };
}

function sinceFour(family: string, version: number): ModelTraits {
  const fifth = version >= 500;
  const newest = fifth || (family === 'opus' && version >= 407);
  return {
    maxOutputTokens: outputLimit(family, version),
    thinking: fifth || (version >= 406 && family !== 'haiku') ? 'adaptive' : 'budget',
    unaskedThinking: unaskedThinking(family, version),
    boundThinking: version >= (isMythical(family) ? 501 : 505),
    xhighEffort: newest,
    sampling: newest ? 'none' : version >= 401 ? 'one' : 'both',
    structuredOutput: version >= 401,
    forcedTools: !(
      ((family === 'opus' || family === 'sonnet') && version >= 505) ||
      (isMythical(family) && version >= 501)
    ),
    prefill: version < 406,
    systemInMessages: (family === 'opus' && version >= 408) || isMythical(family) || version >= 505,
  };
}

/** Fable, and Mythos, which is the same for invited callers. */
function isMythical(family: string): boolean {
  return family === 'fable' || family === 'mythos';
}

function outputLimit(family: string, version: number): number {
  if (family === 'opus' && version < 405) return 32_000;
  const large = version >= 505 || (version >= 406 && family !== 'haiku');
  return large ? 128_000 : 64_000;
}

function unaskedThinking(family: string, version: number): ModelTraits['unaskedThinking'] {
  if (isMythical(family)) return 'always';
  if (version < 500) return 'no';
  if (version < 505 || family === 'haiku') return 'stoppable';
  return family === 'sonnet' ? 'between_tools' : 'always';
}
