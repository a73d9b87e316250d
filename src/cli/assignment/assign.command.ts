import type { AssignmentOwner, RegistryAdmin } from '../../registry/registry-admin';
import type { AssignmentRecord } from '../../registry/registry-records';
import { Command, Option } from '../command.decorators';
import { UsageError } from '../usage-error';
import { assignmentFields, AssignmentFlagsCommand } from './assignment-flags';
import type { AssignmentFlags } from './assignment-flags';
import { assignEach } from './bulk-assignment';

interface AssignFlags extends AssignmentFlags {
  readonly vkeyId?: string;
  readonly group?: string;
  readonly modelId?: string;
  readonly alias?: string;
  readonly connId?: string;
  readonly models?: readonly string[];
  readonly all?: boolean;
}

/** `assign` */
@Command({
  name: 'assign',
  description:
    'Lets a virtual key, or the keys of a group, use one model or many under an alias; several of one alias are its fallbacks.',
})
export class AssignCommand extends AssignmentFlagsCommand<AssignFlags> {
  override readonly examples = [
    'llm-proxy assign --vkey-id Frontend-App --model-id OpenAI-Main/gpt-4o --alias gpt-4 --tps 50',
    'llm-proxy assign --vkey-id Frontend-App --model-id Azure-EU/gpt-4o --alias gpt-4 --priority 2',
    'llm-proxy assign --vkey-id Batch-Jobs --model-id Claude/sonnet --alias smart --tokens-per-second 20000',
    'llm-proxy assign --vkey-id Frontend-App --conn-id OpenAI-Main --all',
    "llm-proxy assign --vkey-id Agents --model-id OpenAI-Main/gpt-4o --alias 'claude-*'",
    "llm-proxy assign --vkey-id Frontend-App --conn-id OpenAI-Main --models 'gpt-4o,o3,gpt-5*' --tps 10",
    'llm-proxy assign --group acme/search --model-id OpenAI-Main/gpt-4o --alias smart',
  ];

  @Option({ flags: '--vkey-id <vkey>', description: 'id or name of the virtual key' })
  parseVirtualKey(text: string): string {
    return text;
  }

  @Option({
    flags: '--group <group>',
    description: 'id or path of a group, in place of --vkey-id: all keys in it and below it get the alias',
  })
  parseGroup(text: string): string {
    return text;
  }

  @Option({ flags: '--model-id <model>', description: 'id, connection/model, or a name that only one has' })
  parseModel(text: string): string {
    return text;
  }

  @Option({
    flags: '--alias <alias>',
    description:
      "what the key calls the model of --model-id, * for any text ('claude-*'); the model's own name by default",
  })
  parseAlias(text: string): string {
    return text;
  }

  @Option({
    flags: '--models <names>',
    description: 'many models, each under its own name: names or patterns with *, separated by commas',
  })
  parseModels(text: string, before: readonly string[] = []): string[] {
    return [
      ...before,
      ...text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    ];
  }

  @Option({ flags: '--all', description: 'every model of --conn-id, each under its own name' })
  parseAll(): boolean {
    return true;
  }

  @Option({
    flags: '--conn-id <connection>',
    description: 'whose models --all and --models mean; id or name',
  })
  parseConnection(text: string): string {
    return text;
  }

  protected override async execute(registry: RegistryAdmin, flags: AssignFlags): Promise<void> {
    const { modelId, models, all = false, connId } = flags;
    const owner = ownerOf(flags);
    const ways = [modelId !== undefined, models !== undefined, all].filter(Boolean).length;
    if (ways !== 1) throw new UsageError('Give one of --model-id, --models and --all.');
    if (modelId !== undefined) {
      if (connId !== undefined) throw new UsageError('--conn-id goes with --models or --all.');
      return this.#assignOne(registry, flags, owner, modelId);
    }
    if (flags.alias !== undefined) throw new UsageError('--alias goes with --model-id.');
    if (all && connId === undefined) throw new UsageError('--all needs --conn-id.');
    const patterns = models ?? ['*'];
    const wanted = { owner, patterns, ...(connId !== undefined && { connection: connId }) };
    const { made, present } = await assignEach(registry, wanted, assignmentFields(flags));
    if (flags.json === true) return void this.terminal.json(made);
    for (const one of made) this.terminal.line(sentenceOf(one));
    if (present > 0) this.terminal.note(`${present} of these were assigned already, and stay as they were.`);
  }

  async #assignOne(
    registry: RegistryAdmin,
    flags: AssignFlags,
    owner: AssignmentOwner,
    model: string,
  ): Promise<void> {
    const alias = flags.alias ?? (await registry.models.get(model)).name;
    const made = await registry.assignments.create({
      ...owner,
      model,
      alias,
      ...assignmentFields(flags),
    });
    this.report(flags, made, sentenceOf(made));
  }
}

function sentenceOf({ virtual_key_name, group_path, model_name, alias, id }: AssignmentRecord): string {
  const who = virtual_key_name ?? `Every key of ${group_path ?? ''}`;
  return `${who} may call ${model_name} as ${alias} (assignment ${id}).`;
}

/** @throws UsageError unless there is one of both */
function ownerOf({ vkeyId, group }: AssignFlags): AssignmentOwner {
  if (vkeyId !== undefined && group === undefined) return { virtual_key: vkeyId };
  if (vkeyId === undefined && group !== undefined) return { group };
  throw new UsageError('Give one of --vkey-id and --group.');
}
