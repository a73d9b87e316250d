import { Command } from '../command.decorators';
import { CommandFailed } from '../failure';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import { checkInstallation } from './installation.check';
import { checkService } from './service.check';
import type { Finding } from './finding';

/** `doctor` */
@Command({
  name: 'doctor',
  description:
    'Looks at settings, database, master key, connections, limits and clock, and says what to do; exit code 1 when something fails.',
})
export class DoctorCommand extends PlacedCommand {
  override readonly examples = [
    'llm-proxy doctor',
    'llm-proxy doctor --url https://llm.example.com --admin-key-env ADMIN_KEY',
  ];

  override async run(_args: readonly string[], options: PlacedOptions): Promise<void> {
    const findings: Finding[] = [];
    const report = (finding: Finding): void => {
      findings.push(finding);
      if (options.json !== true) this.terminal.line(lineOf(finding));
    };
    const url = this.access.urlOf(options);
    if (url === undefined) await checkInstallation(report);
    else await this.access.use(options, (registry) => checkService(registry, url, report));
    if (options.json === true) this.terminal.json(findings);
    if (findings.some(({ verdict }) => verdict === 'fail')) throw new CommandFailed();
  }
}

function lineOf({ verdict, part, what, advice }: Finding): string {
  return `${verdict.padEnd(4)}  ${part}: ${what}${advice === '' ? '' : ` → ${advice}`}`;
}
