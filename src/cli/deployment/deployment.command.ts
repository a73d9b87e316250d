import { Command } from '../command.decorators';
import { CommandGroup } from '../command-group';
import {
  DeploymentDrainCommand,
  DeploymentResetCommand,
  DeploymentUndrainCommand,
} from './deployment-act.commands';
import { DeploymentListCommand } from './deployment-list.command';

/** `deployment` */
@Command({
  name: 'deployment',
  description: 'How the deployments of a running service fare.',
  subCommands: [
    DeploymentListCommand,
    DeploymentDrainCommand,
    DeploymentUndrainCommand,
    DeploymentResetCommand,
  ],
})
export class DeploymentCommands extends CommandGroup {}
