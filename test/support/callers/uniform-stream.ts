import { streamChat } from './chat-request';
import type { Gateway } from '../service/gateway';
import type { SseClient } from './sse-client';

/** A request for a uniform stream without any particulars. */
export const UNIFORM_HELLO = {
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Hello' }],
} as const;

/** Headers that ask for JSON lines. */
export const JSON_LINES = { accept: 'application/x-ndjson' } as const;

/** Opens `/llm/stream`; the body is sent as it is, without a `stream` field. */
export function streamUniform(
  gateway: Gateway,
  body: object = UNIFORM_HELLO,
  headers: Readonly<Record<string, string>> = {},
): SseClient {
  return streamChat(gateway, Buffer.from(JSON.stringify(body)), { path: '/llm/stream', headers });
}

/** The names of the events and their data, once the stream has ended. */
export async function uniformEvents(
  client: SseClient,
): Promise<{ readonly event: string | undefined; readonly data: unknown }[]> {
  await client.ended;
  return client.frames.map(({ event, data }) => ({ event, data: JSON.parse(data) as unknown }));
}

/** The objects of a stream of JSON lines, once it has ended. @throws Error when its last line is cut */
export async function uniformLines(client: SseClient): Promise<unknown[]> {
  await client.ended;
  if (!client.text.endsWith('\n')) throw new Error(`the last line is cut:\n${client.text}`);
  const lines = client.text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as unknown);
}
