import type { Assignments, RegistryAdmin } from '../../registry/registry-admin';
import { Command } from '../command.decorators';
import { ShowCommand } from '../show-command';

/** `assignments show` */
@Command({ name: 'show', arguments: '<assignment>', description: 'Shows one assignment; by id.' })
export class AssignmentShowCommand extends ShowCommand {
  override readonly examples = ['llm-proxy assignments show asg_01hzy'];

  protected override collection({ assignments }: RegistryAdmin): Assignments {
    return assignments;
  }
}
