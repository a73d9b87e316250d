import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { CaptureListCommand } from './capture-list.command';
import { CaptureShowCommand } from './capture-show.command';

/** `capture` */
@Command({
  name: 'capture',
  description: 'What calls said, where their key or group lets that be captured.',
  subCommands: [CaptureListCommand, CaptureShowCommand],
})
export class CaptureCommand extends CommandGroup {}
