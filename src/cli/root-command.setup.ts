import { Injectable } from '@nestjs/common';
import { InjectCommander } from 'nest-commander';
import { readSettings } from '../config/read-settings';
import { prepareCommand } from './cli-command';
import type { ParsedCommand } from './cli-command';

const AFTER = `
Commands work on the database that the settings name (the environment, and .env in development), or with
--url and --admin-key on a running service. Names work wherever ids do.

Exit codes: 0 done, 1 failed, 2 wrong usage or refused input.

Example:
  $ llm-proxy connection add --name OpenAI-Main --provider openai --api-key-env OPENAI_API_KEY
  $ llm-proxy model add --conn-id OpenAI-Main --name gpt-4o
  $ llm-proxy vkey add --name Frontend-App
  $ llm-proxy assign --vkey-id Frontend-App --model-id gpt-4o --alias gpt-4 --tps 50`;

/** Describes `llm-proxy` itself, which is no command of ours. */
@Injectable()
export class RootCommandSetup {
  constructor(@InjectCommander() root: ParsedCommand) {
    prepareCommand(root);
    root
      .name('llm-proxy')
      .description(
        'LLM Proxy Service: runs it, and administers connections, models, virtual keys and assignments.',
      )
      .version(readSettings({}).version)
      .addHelpText('after', AFTER);
  }
}
