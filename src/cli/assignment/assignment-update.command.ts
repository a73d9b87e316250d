import type { AssignmentPatch, RegistryAdmin } from '../../registry/registry-admin';
import { Command, Option } from '../command.decorators';
import { UsageError } from '../usage-error';
import { assignmentFields, AssignmentFlagsCommand } from './assignment-flags';
import type { AssignmentFlags } from './assignment-flags';

/** What can be taken away: a limit with the burst that goes with it, the name that answers are given. */
const CLEARED = {
  tps: { tps: null, burst: null },
  'tokens-per-second': { tokens_per_second: null, token_burst: null },
  'answer-model': { answer_model: null },
} as const satisfies Record<string, AssignmentPatch>;
type Clearable = keyof typeof CLEARED;

interface UpdateFlags extends AssignmentFlags {
  readonly alias?: string;
  readonly clear?: readonly Clearable[];
}

/** `assignments update` */
@Command({
  name: 'update',
  arguments: '<assignment>',
  description:
    'Changes the alias, the limits or the order of an assignment (by id); what is not given stays.',
})
export class AssignmentUpdateCommand extends AssignmentFlagsCommand<UpdateFlags> {
  override readonly examples = [
    'llm-proxy assignments update asg_01hzy --tps 100 --burst 200',
    'llm-proxy assignments update asg_01hzy --priority 2',
    'llm-proxy assignments update asg_01hzy --clear tps',
  ];

  @Option({ flags: '--alias <alias>', description: 'what the key calls the model' })
  parseAlias(text: string): string {
    return text;
  }

  @Option({
    flags: '--clear <name>',
    description: `takes one away: ${Object.keys(CLEARED).join(', ')}; may be repeated`,
  })
  parseClear(text: string, before: readonly Clearable[] = []): Clearable[] {
    if (isClearable(text)) return [...before, text];
    throw new UsageError(`--clear: '${text}' is not one of ${Object.keys(CLEARED).join(', ')}.`);
  }

  protected override async execute(
    { assignments }: RegistryAdmin,
    flags: UpdateFlags,
    [id = '']: readonly string[],
  ): Promise<void> {
    const { alias, clear = [] } = flags;
    const patch: AssignmentPatch = {
      ...(alias !== undefined && { alias }),
      ...clear.reduce<AssignmentPatch>((fields, one) => ({ ...fields, ...CLEARED[one] }), {}),
      ...assignmentFields(flags),
    };
    if (Object.keys(patch).length === 0) throw new UsageError('Nothing to change was given.');
    const changed = await assignments.update(id, patch);
    const { virtual_key_name, group_path, model_name } = changed;
    const owner = virtual_key_name ?? group_path ?? '';
    this.report(flags, changed, `${owner} may call ${model_name} as ${changed.alias} (changed).`);
  }
}

function isClearable(text: string): text is Clearable {
  return Object.hasOwn(CLEARED, text);
}
