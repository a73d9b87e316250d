import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { ModelAddCommand } from './model-add.command';
import { ModelDiscoverCommand } from './model-discover.command';
import { ModelListCommand } from './model-list.command';
import { ModelRemoveCommand } from './model-remove.command';
import { ModelShowCommand } from './model-show.command';
import { ModelUpdateCommand } from './model-update.command';

/** In the order of the help. */
const MODEL_COMMANDS = [
  ModelAddCommand,
  ModelDiscoverCommand,
  ModelListCommand,
  ModelShowCommand,
  ModelUpdateCommand,
  ModelRemoveCommand,
];

/** `model` */
@Command({ name: 'model', description: 'The models that connections offer.', subCommands: MODEL_COMMANDS })
export class ModelCommand extends CommandGroup {}
