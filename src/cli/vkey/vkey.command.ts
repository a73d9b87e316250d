import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { VkeyAddCommand } from './vkey-add.command';
import { VkeyListCommand } from './vkey-list.command';
import { VkeyRemoveCommand } from './vkey-remove.command';
import { VkeyRotateCommand } from './vkey-rotate.command';
import { VkeyShowCommand } from './vkey-show.command';
import { VkeyDisableCommand, VkeyEnableCommand } from './vkey-switch.commands';
import { VkeyUpdateCommand } from './vkey-update.command';

/** In the order of the help. */
const VKEY_COMMANDS = [
  VkeyAddCommand,
  VkeyListCommand,
  VkeyShowCommand,
  VkeyUpdateCommand,
  VkeyRotateCommand,
  VkeyDisableCommand,
  VkeyEnableCommand,
  VkeyRemoveCommand,
];

/** `vkey` */
@Command({ name: 'vkey', description: 'The virtual keys that callers use.', subCommands: VKEY_COMMANDS })
export class VkeyCommand extends CommandGroup {}
