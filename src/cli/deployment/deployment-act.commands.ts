import type { DeploymentReport } from '../../routing/health/deployment-report';
import { Command } from '../command.decorators';
import { DeploymentActCommand } from './deployment-command';

/** `deployment drain` */
@Command({
  name: 'drain',
  arguments: '<deployment>',
  description: 'Takes a deployment out for maintenance: running calls finish, new ones go elsewhere.',
})
export class DeploymentDrainCommand extends DeploymentActCommand {
  override readonly examples = [
    'llm-proxy deployment drain OpenAI-Main/gpt-4o --url https://llm.example.com',
  ];
  protected override readonly operation = 'drain';

  protected override said({ id, in_flight: inFlight }: DeploymentReport): string {
    return `Deployment ${id} is taken out; ${inFlight} calls run there.`;
  }
}

/** `deployment undrain` */
@Command({
  name: 'undrain',
  arguments: '<deployment>',
  description: 'Puts a deployment back after maintenance.',
})
export class DeploymentUndrainCommand extends DeploymentActCommand {
  override readonly examples = ['llm-proxy deployment undrain OpenAI-Main/gpt-4o'];
  protected override readonly operation = 'undrain';

  protected override said({ id }: DeploymentReport): string {
    return `Deployment ${id} is put back.`;
  }
}

/** `deployment reset` */
@Command({
  name: 'reset',
  arguments: '<deployment>',
  description: "Closes a deployment's breakers, so that it is asked again at once.",
})
export class DeploymentResetCommand extends DeploymentActCommand {
  override readonly examples = ['llm-proxy deployment reset OpenAI-Main/gpt-4o'];
  protected override readonly operation = 'reset';

  protected override said({ id, state }: DeploymentReport): string {
    return `Deployment ${id} is reset: ${state}.`;
  }
}
