import { CliCommand } from './cli-command';
import { Command } from './command.decorators';

/** `serve` */
@Command({ name: 'serve', description: 'Runs the service, as npm start does.' })
export class ServeCommand extends CliCommand {
  override readonly examples = ['LLM_PROXY__PORT=8132 llm-proxy serve'];

  override run(): Promise<void> {
    return this.context.startService();
  }
}
