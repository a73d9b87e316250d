import type { RanCode } from '../canonical/code-execution';
import type { EventFrames } from './event-frames';
import { itemFields, placeFields } from './output-item';
import type { Item, ItemPlace, OpenItem } from './output-item';

/** What the ids of these items begin with: OpenAI's own have no such form, and nobody but the caller needs the item back. */
export const CODE_PREFIX = 'ci_llmproxy';
/** There is no container that a caller could ask for: the code ran at another provider. */
const CONTAINER = 'cntr_llmproxy';

/**
 * Code that the model's provider ran, whole from its beginning.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming/response/code_interpreter_call
 */
export class CodeItem implements OpenItem {
  constructor(
    private readonly frames: EventFrames,
    readonly place: ItemPlace,
    private readonly ran: RanCode,
    /** Whether the caller wants to know what it printed. */
    private readonly outputsWanted: boolean,
  ) {
    const at = placeFields(place);
    const code = JSON.stringify(ran.code);
    const begun = { ...this.item(), status: 'in_progress', code: '', outputs: null };
    frames.content('response.output_item.added', itemFields(place.index, begun));
    frames.event('response.code_interpreter_call.in_progress', at);
    frames.content('response.code_interpreter_call_code.delta', `${at},"delta":${code}`);
    frames.event('response.code_interpreter_call_code.done', `${at},"code":${code}`);
    frames.event('response.code_interpreter_call.interpreting', at);
  }

  close(): void {
    this.frames.event('response.code_interpreter_call.completed', placeFields(this.place));
    this.frames.event('response.output_item.done', itemFields(this.place.index, this.item()));
  }

  item(): Item {
    const { code, output, failed } = this.ran;
    return {
      id: this.place.id,
      type: 'code_interpreter_call',
      status: failed ? 'failed' : 'completed',
      code,
      container_id: CONTAINER,
      outputs: this.outputsWanted ? [{ type: 'logs', logs: output }] : null,
    };
  }
}
