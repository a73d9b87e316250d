import { isObject } from '../../json/json-object';
import { deltaHead } from './event-frames';
import type { EventFrames } from './event-frames';
import { itemFields, placeFields } from './output-item';
import type { Item, ItemPlace, ItemStatus, OpenItem } from './output-item';
import { FORMS } from './tool-forms';
import type { NamedTool } from './tool-names';

/** What the ids of a call's items begin with. */
export function callPrefix({ form }: NamedTool): string {
  return form === 'function' ? 'fc' : FORMS[form].prefix;
}

/**
 * A call of an answer. The arguments of a function come in pieces; those of a call of another form are shown once they are all
 * there, because what its item holds is inside of them.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming/response/function_call_arguments
 */
export class CallItem implements OpenItem {
  readonly #place: string;
  readonly #deltaHead: string;
  #arguments = '';

  constructor(
    private readonly frames: EventFrames,
    readonly place: ItemPlace,
    private readonly callId: string,
    private readonly tool: NamedTool,
  ) {
    this.#place = placeFields(place);
    this.#deltaHead = deltaHead('response.function_call_arguments.delta', this.#place);
    if (tool.form !== 'apply_patch') this.#added(this.item('in_progress'));
  }

  /** Clients count on items that begin in the order of their indexes: until this one has ended, no other one begins. */
  #added(item: Item): void {
    this.frames.content('response.output_item.added', itemFields(this.place.index, item));
  }

  /** Vercel's SDK demands which file an operation changes, and how, of an item that begins; its diff comes after that. */
  #addedPatch(): void {
    const item = this.item('in_progress');
    const { operation } = item;
    const begun = isObject(operation) && 'diff' in operation ? { ...operation, diff: '' } : operation;
    this.#added({ ...item, operation: begun });
  }

  /** Whether its arguments are not shown before they are complete. */
  get holding(): boolean {
    return this.tool.form !== 'function';
  }

  /** Whether its arguments are no whole JSON: they were cut off, or the model wrote something else. */
  get broken(): boolean {
    if (this.#arguments.trim() === '') return false;
    try {
      JSON.parse(this.#arguments);
      return false;
    } catch {
      return true;
    }
  }

  piece(text: string): void {
    if (text === '') return;
    this.#arguments += text;
    if (!this.holding) this.frames.delta(this.#deltaHead, text);
  }

  close(status: 'completed' | 'incomplete'): void {
    const { form } = this.tool;
    if (form === 'function' && this.#arguments.trim() === '' && status === 'completed') this.piece('{}');
    if (form === 'function') {
      const args = JSON.stringify(this.#arguments);
      this.frames.event('response.function_call_arguments.done', `${this.#place},"arguments":${args}`);
    } else {
      if (form === 'apply_patch') this.#addedPatch();
      const input = FORMS[form].fields(this.#arguments)['input'];
      if (form === 'custom' && typeof input === 'string') {
        const text = JSON.stringify(input);
        if (input !== '')
          this.frames.content('response.custom_tool_call_input.delta', `${this.#place},"delta":${text}`);
        this.frames.event('response.custom_tool_call_input.done', `${this.#place},"input":${text}`);
      }
    }
    this.frames.event('response.output_item.done', itemFields(this.place.index, this.item(status)));
  }

  item(status: ItemStatus): Item {
    const { form, name, namespace, encrypts } = this.tool;
    const common = {
      id: this.place.id,
      type: form === 'function' ? 'function_call' : FORMS[form].call,
      status,
      call_id: this.callId,
    };
    const named = { name, ...(namespace === undefined ? {} : { namespace }) };
    if (form === 'function') {
      // By this Codex knows that it has the text itself: https://github.com/openai/codex/pull/35845
      const plain = encrypts === true ? { encrypted_function_args: [] } : {};
      return { ...common, ...named, arguments: this.#arguments, ...plain };
    }
    return { ...common, ...(form === 'custom' ? named : {}), ...FORMS[form].fields(this.#arguments) };
  }
}
