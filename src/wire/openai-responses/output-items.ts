import type { Sealed } from '../canonical/part-seal';
import { CallItem, callPrefix } from './call-item';
import type { EventFrames } from './event-frames';
import { MessageItem } from './message-item';
import type { Item, ItemPlace, OpenItem } from './output-item';
import { ReasoningItem } from './reasoning-item';
import type { ResponseContext } from './response-context';
import type { NamedTool } from './tool-names';

/** How an item ends. */
export type EndStatus = 'completed' | 'incomplete';

interface Listed {
  readonly open: OpenItem;
  /** Undefined while the item is still made. */
  ended: EndStatus | undefined;
}

/** What the items of an answer need of it. */
type ItemsContext = Pick<ResponseContext, 'id' | 'begun' | 'seal' | 'encrypted'>;

/**
 * The items of an answer, in the order in which they begin. One is open at a time: where another one begins, it ends.
 */
export class OutputItems {
  readonly #listed: Listed[] = [];
  #message: MessageItem | undefined;
  #reasoning: ReasoningItem | undefined;
  #call: CallItem | undefined;
  /** A call that has ended, and is complete only if something follows it: Claude ends one also where its tokens are used up. */
  #broken: CallItem | undefined;

  /** @param beginResponse called before each item: the response itself begins with the first */
  constructor(
    private readonly frames: EventFrames,
    private readonly context: ItemsContext,
    private readonly beginResponse: () => void,
  ) {}

  /** The message that is open. */
  get openMessage(): MessageItem | undefined {
    return this.#message;
  }

  /** The call that is open. */
  get openCall(): CallItem | undefined {
    return this.#call;
  }

  /** The message that began last, open or not. */
  get lastMessage(): MessageItem | undefined {
    if (this.#message !== undefined) return this.#message;
    const last = this.#listed.findLast(({ open }) => open instanceof MessageItem)?.open;
    return last instanceof MessageItem ? last : undefined;
  }

  /** As the response shows them now. */
  shown(): Item[] {
    return this.#listed.map(({ open, ended = 'incomplete' }) => open.item(ended));
  }

  /** With all that the next turn needs. */
  kept(): Item[] {
    return this.#listed.map(({ open, ended = 'incomplete' }) =>
      open instanceof ReasoningItem ? open.kept(ended) : open.item(ended),
    );
  }

  /** The open message; begins one where it is missing. */
  message(): MessageItem {
    this.closeReasoning('completed');
    if (this.#message === undefined) {
      this.beginResponse();
      this.#message = new MessageItem(this.frames, this.#place('msg'));
      this.#list(this.#message);
    }
    return this.#message;
  }

  /** The open piece of reasoning; begins one where it is missing. */
  reasoning(): ReasoningItem {
    this.closeMessage('completed');
    if (this.#reasoning === undefined) {
      this.beginResponse();
      const { seal, encrypted } = this.context;
      this.#reasoning = new ReasoningItem({ frames: this.frames, seal, encrypted }, this.#place('rs'));
      this.#list(this.#reasoning);
    }
    return this.#reasoning;
  }

  /** Begins a call. No other item is taken on before {@link endCall}. */
  beginCall(callId: string, tool: NamedTool): void {
    this.#closeTexts();
    this.beginResponse();
    this.#call = new CallItem(this.frames, this.#place(callPrefix(tool)), callId, tool);
    this.#list(this.#call);
  }

  endCall(status: EndStatus): void {
    if (this.#call?.broken === true) this.#broken = this.#call;
    else this.#close(this.#call, status);
    this.#call = undefined;
  }

  /** An item that comes in one. @param prefix what its id begins with */
  whole(prefix: string, make: (place: ItemPlace) => OpenItem): ItemPlace {
    this.#closeTexts();
    this.beginResponse();
    const place = this.#place(prefix);
    const item = make(place);
    const listed = this.#list(item);
    item.close('completed');
    listed.ended = 'completed';
    return place;
  }

  /** Carries what no item of this wire has a place for, sealed in a piece of reasoning. */
  carry(part: Sealed): void {
    this.reasoning().carry(part);
  }

  /** The same, in a piece of reasoning that ends with it. */
  carryClosed(part: Sealed): void {
    this.carry(part);
    this.closeReasoning('completed');
  }

  closeMessage(status: EndStatus): void {
    this.#close(this.#message, status);
    this.#message = undefined;
  }

  closeReasoning(status: EndStatus): void {
    this.#close(this.#reasoning, status);
    this.#reasoning = undefined;
  }

  /** Ends a call whose arguments are no whole JSON. */
  closeBroken(status: EndStatus): void {
    this.#close(this.#broken, status);
    this.#broken = undefined;
  }

  #closeTexts(): void {
    this.closeMessage('completed');
    this.closeReasoning('completed');
  }

  /** Where the next item is, which follows what has ended. */
  #place(prefix: string): ItemPlace {
    this.closeBroken('completed');
    const { id: responseId, begun } = this.context;
    const index = this.#listed.length;
    const id =
      begun?.itemIds.get(index) ??
      `${prefix}_${responseId.slice('resp_'.length)}${index.toString(16).padStart(4, '0')}`;
    return { id, index };
  }

  #list(open: OpenItem): Listed {
    const listed: Listed = { open, ended: undefined };
    this.#listed.push(listed);
    return listed;
  }

  #close(item: OpenItem | undefined, status: EndStatus): void {
    const listed = item === undefined ? undefined : this.#listed.findLast(({ open }) => open === item);
    if (listed === undefined) return;
    listed.open.close(status);
    listed.ended = status;
  }
}
