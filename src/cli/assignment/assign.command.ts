import { Command, Option } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { amountOf, countOf } from '../option-values';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';

interface AssignFlags extends RegistryOptions {
  readonly vkeyId: string;
  readonly modelId: string;
  readonly alias: string;
  readonly tps?: number;
  readonly burst?: number;
  readonly tokensPerSecond?: number;
  readonly tokenBurst?: number;
  readonly priority?: number;
  readonly weight?: number;
}

/** `assign` */
@Command({
  name: 'assign',
  description: 'Lets a virtual key use a model under an alias; several of one alias are its fallbacks.',
})
export class AssignCommand extends RegistryCommand<AssignFlags> {
  override readonly examples = [
    'llm-proxy assign --vkey-id Frontend-App --model-id OpenAI-Main/gpt-4o --alias gpt-4 --tps 50',
    'llm-proxy assign --vkey-id Frontend-App --model-id Azure-EU/gpt-4o --alias gpt-4 --priority 2',
    'llm-proxy assign --vkey-id Batch-Jobs --model-id Claude/sonnet --alias smart --tokens-per-second 20000',
  ];

  @Option({ flags: '--vkey-id <vkey>', description: 'id or name of the virtual key', required: true })
  parseVirtualKey(text: string): string {
    return text;
  }

  @Option({
    flags: '--model-id <model>',
    description: 'id, connection/model, or a name that only one has',
    required: true,
  })
  parseModel(text: string): string {
    return text;
  }

  @Option({ flags: '--alias <alias>', description: 'what the key calls the model', required: true })
  parseAlias(text: string): string {
    return text;
  }

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

  protected override async execute({ assignments }: RegistryAdmin, flags: AssignFlags): Promise<void> {
    const { vkeyId, modelId, alias, tps, burst, tokensPerSecond, tokenBurst, priority, weight } = flags;
    const made = await assignments.create({
      virtual_key: vkeyId,
      model: modelId,
      alias,
      ...(tps !== undefined && { tps }),
      ...(burst !== undefined && { burst }),
      ...(tokensPerSecond !== undefined && { tokens_per_second: tokensPerSecond }),
      ...(tokenBurst !== undefined && { token_burst: tokenBurst }),
      ...(priority !== undefined && { priority }),
      ...(weight !== undefined && { weight }),
    });
    this.report(
      flags,
      made,
      `${made.virtual_key_name} may call ${made.model_name} as ${made.alias} (assignment ${made.id}).`,
    );
  }
}
