import { Injectable } from '@nestjs/common';
import { Option } from 'nest-commander';
import { CliCommand } from './cli-command';
import { RegistryAccess } from './registry-access';
import type { RegistryPlace } from './registry-access';
import { Terminal } from './terminal';

/** What every command can be told that works on the database or on a running service. */
export interface PlacedOptions extends RegistryPlace {
  readonly json?: boolean;
}

/** A command that can be told where to work, and to print JSON. */
@Injectable()
export abstract class PlacedCommand extends CliCommand {
  constructor(
    protected readonly access: RegistryAccess,
    protected readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--url <url>', description: 'a running service to work on, instead of the database' })
  parseUrl(text: string): string {
    return text;
  }

  @Option({
    flags: '--admin-key <key>',
    description: "the service's admin key; by default LLM_PROXY__ADMIN_KEY (process lists show a flag)",
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

  @Option({ flags: '--json', description: 'print JSON' })
  parseJson(): boolean {
    return true;
  }
}
