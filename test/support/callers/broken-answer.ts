import type { ConnectedReplays } from '../providers/connected-replays';

/** What a caller of the Responses door reads of a stream, also of one whose connection is broken after its last event. */
export async function textUntilBroken({ gateway, caller }: ConnectedReplays, body: unknown): Promise<string> {
  const response = await fetch(`${gateway.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${caller.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  let text = '';
  try {
    for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
  } catch {
    // The connection is broken.
  }
  return text;
}
