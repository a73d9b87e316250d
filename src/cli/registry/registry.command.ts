import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import { RegistryDiffCommand } from './registry-diff.command';
import { RegistryExportCommand } from './registry-export.command';
import { RegistryImportCommand } from './registry-import.command';

/** `registry` */
@Command({
  name: 'registry',
  description: 'The whole registry as a YAML file, and back.',
  subCommands: [RegistryExportCommand, RegistryImportCommand, RegistryDiffCommand],
})
export class RegistryCommands extends CommandGroup {}
