import type { MadeSearch } from '../canonical/web-search';
import type { EventFrames } from './event-frames';
import { itemFields, placeFields } from './output-item';
import type { Item, ItemPlace, OpenItem } from './output-item';

/** What the ids of these items begin with: OpenAI's own have no such form, and nobody but the caller needs the item back. */
export const SEARCH_PREFIX = 'ws_llmproxy';

/**
 * A search of the web that the model's provider made, whole from its beginning.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming/response/web_search_call
 */
export class SearchItem implements OpenItem {
  constructor(
    private readonly frames: EventFrames,
    readonly place: ItemPlace,
    private readonly search: MadeSearch,
    /** Whether the caller wants to know the pages that it found. */
    private readonly sourcesWanted: boolean,
  ) {
    const { action, ...begun } = this.item();
    frames.content(
      'response.output_item.added',
      itemFields(place.index, { ...begun, status: 'in_progress', action }),
    );
    frames.event('response.web_search_call.in_progress', placeFields(place));
    frames.event('response.web_search_call.searching', placeFields(place));
  }

  close(): void {
    this.frames.event('response.web_search_call.completed', placeFields(this.place));
    this.frames.event('response.output_item.done', itemFields(this.place.index, this.item()));
  }

  item(): Item {
    const { queries, sources } = this.search;
    const action = {
      type: 'search',
      query: queries.join('; '),
      queries,
      ...(this.sourcesWanted ? { sources: sources.map(({ url }) => ({ type: 'url', url })) } : {}),
    };
    return { id: this.place.id, type: 'web_search_call', status: 'completed', action };
  }
}
