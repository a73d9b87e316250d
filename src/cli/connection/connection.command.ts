import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { ConnectionAddCommand } from './connection-add.command';
import { ConnectionListCommand } from './connection-list.command';
import { ConnectionRemoveCommand } from './connection-remove.command';
import { ConnectionShowCommand } from './connection-show.command';
import { ConnectionDisableCommand, ConnectionEnableCommand } from './connection-switch.commands';
import { ConnectionTestCommand } from './connection-test.command';
import { ConnectionUpdateCommand } from './connection-update.command';

/** In the order of the help. */
const CONNECTION_COMMANDS = [
  ConnectionAddCommand,
  ConnectionListCommand,
  ConnectionShowCommand,
  ConnectionTestCommand,
  ConnectionUpdateCommand,
  ConnectionDisableCommand,
  ConnectionEnableCommand,
  ConnectionRemoveCommand,
];

/** `connection` */
@Command({
  name: 'connection',
  description: "Providers' addresses and credentials.",
  subCommands: CONNECTION_COMMANDS,
})
export class ConnectionCommand extends CommandGroup {}
