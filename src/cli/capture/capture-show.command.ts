import { GatewayError } from '../../errors/gateway-error';
import { Command } from '../command.decorators';
import { PlacedCommand } from '../placed-command';
import type { PlacedOptions } from '../placed-command';
import { useCaptures } from './captures-access';

/** `capture show` */
@Command({
  name: 'show',
  arguments: '<call>',
  description: 'Shows what a call said, by its id; who reads it is noted in the audit trail.',
})
export class CaptureShowCommand extends PlacedCommand {
  override readonly examples = [
    'llm-proxy capture show 01a22780-7e06-7000-9de9-349d674bc238',
    'llm-proxy capture show 01a22780-7e06-7000-9de9-349d674bc238 --json',
  ];

  override async run([callId = '']: readonly string[], flags: PlacedOptions): Promise<void> {
    const captured = await useCaptures(this.access, flags, (source) => source.read(callId));
    const { request, answer, ...facts } = captured;
    if (request === null || answer === null) {
      throw new GatewayError(
        'NOT_FOUND',
        `Nothing is kept of the call '${callId}': see "llm-proxy capture list" for those of which something is.`,
      );
    }
    if (flags.json === true) return void this.terminal.json(captured);
    this.terminal.record(facts);
    this.terminal.text('\nRequest:', indented(request));
    this.terminal.text('\nAnswer:', indented(answer));
  }
}

/** JSON on lines of its own; what is not one, such as the events of a stream, as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text || '-';
  }
}
