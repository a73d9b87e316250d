/** Calls with headers of their own, and callers who can leave in the middle. */
import type { Gateway } from '../service/gateway';

const CHAT = '/v1/chat/completions';

type Headers = Readonly<Record<string, string>>;

/** An answer that has come to its end. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly headers: Response['headers'];
}

/** Posts a body. */
export async function postTo(
  gateway: Pick<Gateway, 'url' | 'key'>,
  body: object,
  headers: Headers,
  path = CHAT,
): Promise<Answered> {
  const answer = await fetch(`${gateway.url}${path}`, requestOf(gateway, body, headers));
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** A caller in the middle of an answer. */
export interface KeyedCaller {
  /** The bytes of the answer so far. */
  seen(): string;
  /** Closes the connection. */
  leave(): void;
  /** Resolves when the answer has ended, or its connection is closed by whichever side. */
  readonly ended: Promise<void>;
}

/** Begins a call and does not wait for its answer. */
export function keyedCaller(
  gateway: Pick<Gateway, 'url' | 'key'>,
  body: object,
  headers: Headers,
  path = CHAT,
): KeyedCaller {
  const abort = new AbortController();
  let text = '';
  const read = async (): Promise<void> => {
    const request = { ...requestOf(gateway, body, headers), signal: abort.signal };
    const answer = await fetch(`${gateway.url}${path}`, request);
    const decoder = new TextDecoder();
    for await (const part of answer.body ?? []) text += decoder.decode(part, { stream: true });
  };
  return { seen: () => text, leave: () => abort.abort(), ended: read().catch(() => undefined) };
}

/** The text of an answer of Chat Completions, whole or streamed. */
export function saidIn(answer: string): string {
  const frames = answer.includes('data: ')
    ? answer.split('\n').flatMap((line) => (line.startsWith('data: {') ? [line.slice('data: '.length)] : []))
    : [answer];
  return frames
    .map((json) => JSON.parse(json) as { choices?: { delta?: Said; message?: Said }[] })
    .map(({ choices }) => choices?.[0]?.delta?.content ?? choices?.[0]?.message?.content ?? '')
    .join('');
}

interface Said {
  readonly content?: string;
}

function requestOf({ key }: Pick<Gateway, 'key'>, body: object, headers: Headers): RequestInit {
  return {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
