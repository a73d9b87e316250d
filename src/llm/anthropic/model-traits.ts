/** What a Claude model takes and gives, as far as a request depends on it. */
export interface ModelTraits {
  /** The most tokens of an answer; undefined where the name says nothing. */
  readonly maxOutputTokens: number | undefined;
  /** `budget`: so many tokens of thinking; `adaptive`: the model decides, by `output_config.effort`. */
  readonly thinking: 'none' | 'budget' | 'adaptive';
  /** What happens where a request says nothing of thinking: not done, done but can be switched off, done always. */
  readonly unaskedThinking: 'no' | 'stoppable' | 'always';
  /** Whether `xhigh` is an effort (`max` is one of every adaptive model). */
  readonly xhighEffort: boolean;
  /** Of `temperature` and `top_p`: both, only one of them, or none may be given. */
  readonly sampling: 'both' | 'one' | 'none';
  /** Whether `output_config.format` and strict tools are understood. */
  readonly structuredOutput: boolean;
  /** Whether a tool call can be forced. */
  readonly forcedTools: boolean;
}

/** For names that tell nothing: what the oldest models take. */
const UNKNOWN: ModelTraits = {
  maxOutputTokens: undefined,
  thinking: 'none',
  unaskedThinking: 'no',
  xhighEffort: false,
  sampling: 'both',
  structuredOutput: false,
  forcedTools: true,
};

/** `claude-opus-4-5-20251101`, `claude-sonnet-4@20250514`, `claude-3-7-sonnet-latest`: a date is no minor version. */
const NAME = /claude-(?:([a-z]+)-)?(\d+)(?:[.-](\d{1,2}))?(?!\d)/;

/**
 * Reads a model's traits from its name: family and version. A version that is newer than this table counts as the
 * newest generation.
 * Format: https://docs.anthropic.com/en/docs/about-claude/models/overview and the migration guides beside it
 */
export function modelTraits(model: string): ModelTraits {
  const name = NAME.exec(model.toLowerCase());
  if (name === null) return UNKNOWN;
  const version = Number(name[2]) * 100 + Number(name[3] ?? 0);
  return version < 400 ? beforeFour(version) : sinceFour(name[1] ?? '', version);
}

function beforeFour(version: number): ModelTraits {
  if (version === 307) return { ...UNKNOWN, maxOutputTokens: 64_000, thinking: 'budget' };
  return { ...UNKNOWN, maxOutputTokens: version === 305 ? 8_192 : 4_096 };
}

function sinceFour(family: string, version: number): ModelTraits {
  const fifth = version >= 500;
  const newest = fifth || (family === 'opus' && version >= 407);
  return {
    maxOutputTokens: outputLimit(family, version),
    thinking: fifth || (version >= 406 && family !== 'haiku') ? 'adaptive' : 'budget',
    unaskedThinking: unaskedThinking(family, version),
    xhighEffort: newest,
    sampling: newest ? 'none' : version >= 401 ? 'one' : 'both',
    structuredOutput: version >= 401,
    forcedTools: !(
      ((family === 'opus' || family === 'sonnet') && version >= 505) ||
      (family === 'fable' && version >= 501)
    ),
  };
}

function outputLimit(family: string, version: number): number {
  if (family === 'opus' && version < 405) return 32_000;
  return version >= 406 && (family === 'opus' || family === 'sonnet' || family === 'fable')
    ? 128_000
    : 64_000;
}

function unaskedThinking(family: string, version: number): ModelTraits['unaskedThinking'] {
  if (family === 'fable') return 'always';
  if (version < 500) return 'no';
  return (family === 'opus' || family === 'sonnet') && version >= 505 ? 'always' : 'stoppable';
}
