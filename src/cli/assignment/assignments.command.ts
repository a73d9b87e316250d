import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { AssignmentListCommand } from './assignment-list.command';
import { AssignmentRemoveCommand } from './assignment-remove.command';

/** In the order of the help. */
const ASSIGNMENT_COMMANDS = [AssignmentListCommand, AssignmentRemoveCommand];

/** `assignments` */
@Command({
  name: 'assignments',
  description: 'Which virtual key may use which model.',
  subCommands: ASSIGNMENT_COMMANDS,
})
export class AssignmentsCommand extends CommandGroup {}
