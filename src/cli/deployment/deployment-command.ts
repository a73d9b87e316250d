import type { DeploymentReport } from '../../routing/health/deployment-report';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import type { AdminClient } from '../remote/admin-client';
import { isDeployment } from '../remote/record-shapes';
import { UsageError } from '../usage-error';

/** A command on the deployments of a running service: how they fare is known there alone. */
export abstract class DeploymentCommand extends PlacedCommand {
  override async run(args: readonly string[], options: PlacedOptions): Promise<void> {
    const service = this.access.serviceOf(options);
    if (service === undefined) {
      throw new UsageError(
        'How deployments fare is known by the running service alone: give --url, or set LLM_PROXY_URL.',
      );
    }
    const { AdminClient } = await import('../remote/admin-client.js');
    await this.ask(new AdminClient(service), options, args);
  }

  protected abstract ask(client: AdminClient, options: PlacedOptions, args: readonly string[]): Promise<void>;
}

/** A command that does something to one deployment. */
export abstract class DeploymentActCommand extends DeploymentCommand {
  /** The last part of the operation's path. */
  protected abstract readonly operation: 'drain' | 'undrain' | 'reset';

  /** What was done, in a sentence. */
  protected abstract said(report: DeploymentReport): string;

  protected override async ask(
    client: AdminClient,
    { json }: PlacedOptions,
    [ref = '']: readonly string[],
  ): Promise<void> {
    const path = ['deployments', ref, this.operation];
    const report = await client.one({ method: 'POST', path }, isDeployment);
    if (json === true) this.terminal.json(report);
    else this.terminal.line(this.said(report));
  }
}
