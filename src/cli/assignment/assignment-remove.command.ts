import { Command } from '../command.decorators';
import type { RegistryAdmin } from '../../registry/registry-admin';
import { RegistryCommand } from '../registry-command';
import type { RegistryOptions } from '../registry-command';

/** `assignments remove` */
@Command({
  name: 'remove',
  arguments: '<assignment>',
  description: 'Takes a model from a virtual key; by id.',
})
export class AssignmentRemoveCommand extends RegistryCommand {
  override readonly examples = ['llm-proxy assignments remove asg_01hzy'];

  protected override async execute(
    { assignments }: RegistryAdmin,
    options: RegistryOptions,
    [id = '']: readonly string[],
  ): Promise<void> {
    await assignments.remove(id);
    this.report(options, { removed: id }, `Assignment ${id} removed.`);
  }
}
