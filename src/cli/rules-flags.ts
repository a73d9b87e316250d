import type { OwnerRules } from '../registry/registry-records';
import { REDACTIONS } from '../config/redactions';
import { CAPTURE_MODES } from '../registry/rules/owner-rules.record';
import { Option } from './command.decorators';
import { countOf } from './option-values';
import { RegistryCommand } from './registry-command';
import type { RegistryOptions } from './registry-command';
import { UsageError } from './usage-error';

type Limit = number | null;

/** What a key or a group is held to: what the commands that make and change one can be told. */
export interface RulesFlags extends RegistryOptions {
  readonly requestsPerSecond?: Limit;
  readonly requestsPerMinute?: Limit;
  readonly requestsPerDay?: Limit;
  readonly tokensPerSecond?: Limit;
  readonly tokensPerMinute?: Limit;
  readonly tokensPerDay?: Limit;
  readonly maxConcurrent?: Limit;
  readonly allowFrom?: readonly string[];
  readonly door?: readonly string[];
  readonly capture?: OwnerRules['capture'];
  readonly captureDays?: number;
  readonly captureRedact?: readonly string[];
}

/** The options of {@link RulesFlags}. */
export abstract class RulesFlagsCommand<Flags extends RulesFlags> extends RegistryCommand<Flags> {
  @Option({ flags: '--requests-per-second <number>', description: 'calls a second; none for no limit' })
  parseRequestsPerSecond(text: string): Limit {
    return limitOf('--requests-per-second', text);
  }

  @Option({ flags: '--requests-per-minute <number>', description: 'calls a minute; none for no limit' })
  parseRequestsPerMinute(text: string): Limit {
    return limitOf('--requests-per-minute', text);
  }

  @Option({ flags: '--requests-per-day <number>', description: 'calls a day; none for no limit' })
  parseRequestsPerDay(text: string): Limit {
    return limitOf('--requests-per-day', text);
  }

  @Option({ flags: '--tokens-per-second <number>', description: 'tokens a second; none for no limit' })
  parseTokensPerSecond(text: string): Limit {
    return limitOf('--tokens-per-second', text);
  }

  @Option({ flags: '--tokens-per-minute <number>', description: 'tokens a minute; none for no limit' })
  parseTokensPerMinute(text: string): Limit {
    return limitOf('--tokens-per-minute', text);
  }

  @Option({ flags: '--tokens-per-day <number>', description: 'tokens a day; none for no limit' })
  parseTokensPerDay(text: string): Limit {
    return limitOf('--tokens-per-day', text);
  }

  @Option({ flags: '--max-concurrent <number>', description: 'calls at once; none for no limit' })
  parseMaxConcurrent(text: string): Limit {
    return limitOf('--max-concurrent', text);
  }

  @Option({
    flags: '--allow-from <networks>',
    description: 'addresses and networks that calls may come from, separated by commas; any for all',
  })
  parseAllowFrom(text: string, before: readonly string[] = []): string[] {
    return [...before, ...wordsOf(text)];
  }

  @Option({
    flags: '--door <names>',
    description: 'doors that calls may come by (chat, messages, …), separated by commas; any for all',
  })
  parseDoor(text: string, before: readonly string[] = []): string[] {
    return [...before, ...wordsOf(text)];
  }

  @Option({
    flags: '--capture <which>',
    description: `of which calls the content is kept, sealed: ${CAPTURE_MODES.join(', ')}; inherit for what the group says`,
  })
  parseCapture(text: string): OwnerRules['capture'] {
    if (text === 'inherit') return null;
    const mode = CAPTURE_MODES.find((one) => one === text);
    if (mode !== undefined) return mode;
    throw new UsageError(`--capture takes ${CAPTURE_MODES.join(', ')} or inherit, not '${text}'.`);
  }

  @Option({
    flags: '--capture-days <days>',
    description: 'for how many days; what the group says, or 7, by default',
  })
  parseCaptureDays(text: string): number {
    return countOf('--capture-days', text);
  }

  @Option({
    flags: '--capture-redact <patterns>',
    description: `what is taken out of it: ${REDACTIONS.join(', ')}, or texts with *, separated by commas; none for nothing`,
  })
  parseCaptureRedact(text: string, before: readonly string[] = []): string[] {
    return [...before, ...wordsOf(text)];
  }
}

/** The fields of the registry that the flags name. */
export function rulesFields(flags: RulesFlags): Partial<OwnerRules> {
  const { allowFrom, door } = flags;
  const limits = {
    requests_per_second: flags.requestsPerSecond,
    requests_per_minute: flags.requestsPerMinute,
    requests_per_day: flags.requestsPerDay,
    tokens_per_second: flags.tokensPerSecond,
    tokens_per_minute: flags.tokensPerMinute,
    tokens_per_day: flags.tokensPerDay,
    max_concurrent: flags.maxConcurrent,
  };
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as Partial<OwnerRules>),
    ...(allowFrom !== undefined && { allowed_addresses: listOf(allowFrom) }),
    ...(door !== undefined && { allowed_doors: listOf(door) }),
    ...(flags.capture !== undefined && { capture: flags.capture }),
    ...(flags.captureDays !== undefined && { capture_days: flags.captureDays }),
    ...(flags.captureRedact !== undefined && { capture_redact: listOf(flags.captureRedact, 'none') }),
  };
}

function limitOf(option: string, text: string): Limit {
  return text === 'none' ? null : countOf(option, text);
}

function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function listOf(words: readonly string[], lifted = 'any'): readonly string[] | null {
  return words.length === 1 && words[0] === lifted ? null : words;
}
