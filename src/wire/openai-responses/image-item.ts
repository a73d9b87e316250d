import type { EventFrames } from './event-frames';
import { itemFields, placeFields } from './output-item';
import type { Item, ItemPlace, OpenItem } from './output-item';

/**
 * A picture that the model made, whole from its beginning.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming/response/image_generation_call
 */
export class ImageItem implements OpenItem {
  constructor(
    private readonly frames: EventFrames,
    readonly place: ItemPlace,
    private readonly data: string,
  ) {
    const begun = { id: place.id, type: 'image_generation_call', status: 'in_progress', result: null };
    frames.content('response.output_item.added', itemFields(place.index, begun));
  }

  close(): void {
    this.frames.event('response.image_generation_call.completed', placeFields(this.place));
    this.frames.event('response.output_item.done', itemFields(this.place.index, this.item()));
  }

  item(): Item {
    return { id: this.place.id, type: 'image_generation_call', status: 'completed', result: this.data };
  }
}
