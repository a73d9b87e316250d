import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { AssignmentListCommand } from './assignment-list.command';
import { AssignmentRemoveCommand } from './assignment-remove.command';
import { AssignmentShowCommand } from './assignment-show.command';
import { AssignmentUpdateCommand } from './assignment-update.command';

/** In the order of the help. */
const ASSIGNMENT_COMMANDS = [
  AssignmentListCommand,
  AssignmentShowCommand,
  AssignmentUpdateCommand,
  AssignmentRemoveCommand,
];

/** `assignments` */
@Command({
  name: 'assignments',
  description: 'Which virtual key may use which model.',
  subCommands: ASSIGNMENT_COMMANDS,
})
export class AssignmentsCommand extends CommandGroup {}
