import { Command } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { AssignmentListCommand } from './assignment-list.command';
import { AssignmentRemoveCommand } from './assignment-remove.command';

/** The commands of the group, in the order of its help. */
export const ASSIGNMENT_COMMANDS = [AssignmentListCommand, AssignmentRemoveCommand];

/** `assignments` */
@Command({
  name: 'assignments',
  description: 'Which virtual key may use which model.',
  subCommands: ASSIGNMENT_COMMANDS,
})
export class AssignmentsCommand extends CommandGroup {}
