import { Inject } from '@nestjs/common';
import { Command } from 'nest-commander';
import { CliCommand } from './cli-command';

/** DI token of what starts the service; the bootstrap hands it in, which alone knows it. */
export const StartService = Symbol('StartService');
/** Starts the service, which then runs on by itself. */
export type StartService = () => Promise<void>;

/** `serve` */
@Command({ name: 'serve', description: 'Runs the service, as npm start does.' })
export class ServeCommand extends CliCommand {
  protected override readonly examples = ['LLM_PROXY__PORT=8132 llm-proxy serve'];

  constructor(@Inject(StartService) private readonly start: StartService) {
    super();
  }

  override run(): Promise<void> {
    return this.start();
  }
}
