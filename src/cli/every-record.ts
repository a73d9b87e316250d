import type { Page, PageRequest } from '../registry/registry-admin';

const PAGE = 1000;

/** Every record of a list, page after page. */
export async function* everyRecord<T>(
  list: (page: PageRequest) => Promise<Page<T>>,
): AsyncGenerator<T, void> {
  let cursor: string | null = null;
  do {
    const page = await list({ limit: PAGE, ...(cursor !== null && { cursor }) });
    yield* page.data;
    cursor = page.next_cursor;
  } while (cursor !== null);
}
