import { Option } from './command.decorators';
import { CliCommand } from './cli-command';
import type { RegistryAccess } from './registry-access';
import type { RegistryPlace } from './registry-access';

/** What every command can be told that works on the database or on a running service. */
export interface PlacedOptions extends RegistryPlace {
  readonly json?: boolean;
}

/** A command that can be told where to work, and to print JSON. */
export abstract class PlacedCommand extends CliCommand {
  protected get access(): RegistryAccess {
    return this.context.access;
  }

  @Option({
    flags: '--url <url>',
    description: 'a running service to work on, instead of the database; by default LLM_PROXY_URL',
  })
  parseUrl(text: string): string {
    return text;
  }

  @Option({
    flags: '--admin-key <key>',
    description: "the service's admin key; by default LLM_PROXY_ADMIN_KEY (process lists show a flag)",
  })
  parseAdminKey(text: string): string {
    return text;
  }

  @Option({
    flags: '--admin-key-env <name>',
    description: 'the environment variable that holds the admin key',
  })
  parseAdminKeyEnv(text: string): string {
    return text;
  }

  @Option({ flags: '--local', description: 'work on the database, also where LLM_PROXY_URL is set' })
  parseLocal(): boolean {
    return true;
  }

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }
}
