import type { AssignmentPatch } from '../../registry/registry-admin';
import { Option } from '../command.decorators';
import { amountOf, countOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';

/** How fast and in which order: what `assign` and `assignments update` can be told. */
export interface AssignmentFlags extends RegistryOptions {
  readonly tps?: number;
  readonly burst?: number;
  readonly tokensPerSecond?: number;
  readonly tokenBurst?: number;
  readonly priority?: number;
  readonly weight?: number;
  readonly answerModel?: string;
}

/** The options that describe an assignment, shared by the commands that make and change one. */
export abstract class AssignmentFlagsCommand<Flags extends AssignmentFlags> extends RegistryCommand<Flags> {
  @Option({ flags: '--tps <rate>', description: 'requests a second; no limit by default' })
  parseTps(text: string): number {
    return amountOf('--tps', text);
  }

  @Option({ flags: '--burst <requests>', description: 'requests at once' })
  parseBurst(text: string): number {
    return amountOf('--burst', text);
  }

  @Option({ flags: '--tokens-per-second <rate>', description: 'tokens a second; no limit by default' })
  parseTokensPerSecond(text: string): number {
    return amountOf('--tokens-per-second', text);
  }

  @Option({ flags: '--token-burst <tokens>', description: 'tokens at once' })
  parseTokenBurst(text: string): number {
    return amountOf('--token-burst', text);
  }

  @Option({ flags: '--priority <number>', description: '1 (the default) is tried first' })
  parsePriority(text: string): number {
    return countOf('--priority', text);
  }

  @Option({
    flags: '--weight <number>',
    description: 'the share of calls among those of one priority; 1 by default',
  })
  parseWeight(text: string): number {
    return countOf('--weight', text);
  }

  @Option({
    flags: '--answer-model <name>',
    description: "the answer's model: asked (the name asked for), provider (the provider's own) or this name",
  })
  parseAnswerModel(text: string): string {
    return text;
  }
}

/** The fields of the registry that the flags name. */
export function assignmentFields(flags: AssignmentFlags): Omit<AssignmentPatch, 'alias'> {
  const { tps, burst, tokensPerSecond, tokenBurst, priority, weight, answerModel } = flags;
  return {
    ...(tps !== undefined && { tps }),
    ...(burst !== undefined && { burst }),
    ...(tokensPerSecond !== undefined && { tokens_per_second: tokensPerSecond }),
    ...(tokenBurst !== undefined && { token_burst: tokenBurst }),
    ...(priority !== undefined && { priority }),
    ...(weight !== undefined && { weight }),
    ...(answerModel !== undefined && { answer_model: answerModel }),
  };
}
