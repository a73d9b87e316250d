import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { ImportLiteLlmCommand } from './import-litellm.command';

/** `import` */
@Command({
  name: 'import',
  description: "Takes over another gateway's configuration.",
  subCommands: [ImportLiteLlmCommand],
})
export class ImportCommand extends CommandGroup {}
