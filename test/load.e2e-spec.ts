import { setTimeout as sleep } from 'node:timers/promises';
import { answerText, providerError } from './support/upstream/answer-scripts';
import { postChat, streamChat } from './support/callers/chat-request';
import { textChunks } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { scraped, valueOf } from './support/observation/metric-samples';
import { streamedText } from './support/callers/sse-client';
import { stream } from './support/upstream/stream-scripts';
import { until } from './support/observation/until';

const PER_SECOND = 200;
const CALLS = 5 * PER_SECOND;
/** One after another in turn; whole answers and streams are most of it, as they are in real life. */
const KINDS = [
  'whole',
  'stream',
  'whole',
  'paced',
  'uniform',
  'stream',
  'refused',
  'cut',
  'failed',
  'left',
] as const;
type Kind = (typeof KINDS)[number];

/** How the log says that a call of each kind ended. */
const ENDINGS: Readonly<Record<Kind, string>> = {
  whole: 'whole',
  stream: 'whole',
  paced: 'whole',
  uniform: 'whole',
  refused: 'error',
  cut: 'cut',
  failed: 'error',
  left: 'caller_gone',
};

/** A call whose request, answer and log line can be told from every other's. */
interface NumberedCall {
  readonly kind: Kind;
  readonly id: string;
  /** What the upstream says: made of the number, and of a length of its own. */
  readonly text: string;
}

function numberedCall(n: number): NumberedCall {
  const id = `load-${n}`;
  return {
    kind: KINDS[n % KINDS.length]!,
    id,
    text: Array.from({ length: 3 + (n % 17) }, () => id).join(' '),
  };
}

describe('under load', () => {
  it(`answers ${CALLS} calls at ${PER_SECOND} a second: none lost, mixed up or left open`, async () => {
    const leaks = new LeakCheck();
    const upstream = await FakeUpstream.start();
    const gateway = await startGateway({
      upstream,
      settings: { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0, MAX_CONCURRENT_REQUESTS: 1000 },
    });
    const calls = Array.from({ length: CALLS }, (_, n) => numberedCall(n));
    const byId = new Map(calls.map((call) => [call.id, call]));
    upstream.onChat(({ headers }) => scriptOf(byId.get(String(headers['x-request-id']))!));

    const startedAt = performance.now();
    const answers: Promise<string>[] = [];
    for (const [n, call] of calls.entries()) {
      const waitMs = startedAt + (n * 1000) / PER_SECOND - performance.now();
      if (waitMs > 1) await sleep(waitMs);
      answers.push(make(gateway, call).catch((error: unknown) => `${call.id} failed: ${String(error)}`));
    }
    expect(await Promise.all(answers)).toEqual(calls.map(expectedAnswer));

    await upstream.untilIdle();
    expect(upstream.chats).toHaveLength(CALLS);
    await until(() => linesOf(gateway).length >= CALLS, { what: 'a log line for each call' });
    const endings = linesOf(gateway).map((line) => [line['request_id'], line['ended']]);
    expect(new Map(endings as [unknown, unknown][])).toEqual(
      new Map(calls.map(({ id, kind }) => [id, ENDINGS[kind]])),
    );
    expect(endings).toHaveLength(CALLS);
    expect(valueOf(await scraped(gateway), 'llm_proxy_requests_in_flight')).toBe(0);
    await until(() => gateway.connections.size === 0, { what: 'the callers’ connections to be closed' });
    await gateway.close();
    await upstream.close();
    await leaks.released();
  });
});

/** What the upstream does for a call. */
function scriptOf({ kind, text }: NumberedCall): AnswerScript {
  switch (kind) {
    case 'paced':
      return answerText(text, { delayMs: 5 });
    case 'refused':
      return providerError(400, { message: text });
    case 'failed':
      return providerError(500, { message: text });
    case 'cut':
      return stream(textChunks(text).slice(0, -1), { ending: 'cut' });
    case 'left':
      return stream(textChunks(text).slice(0, -1), { ending: 'stall' });
    default:
      return answerText(text);
  }
}

/** Makes a call. @returns what its caller was told, in short */
async function make(gateway: InProcessGateway, { kind, id, text }: NumberedCall): Promise<string> {
  const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: text }] };
  const options = { headers: { 'x-request-id': id } };
  if (kind === 'whole' || kind === 'refused' || kind === 'failed') {
    const { status, json, headers } = await postChat(gateway, body, options);
    return `${status} ${String(headers['x-request-id'])} ${spoken(json)}`;
  }
  const path = kind === 'uniform' ? '/llm/stream' : '/v1/chat/completions';
  const client = streamChat(gateway, body, { ...options, path });
  const { status, headers } = await client.opened;
  if (kind === 'left') {
    await until(() => streamedText(client) === text, { what: `the words of ${id}` });
    client.abort();
  }
  const { complete } = await client.ended;
  const said = kind === 'uniform' ? tokensOf(client.events) : streamedText(client);
  return `${status} ${String(headers['x-request-id'])} ${said} ${complete ? 'whole' : 'broken'}`;
}

function expectedAnswer({ kind, id, text }: NumberedCall): string {
  switch (kind) {
    case 'whole':
      return `200 ${id} ${text}`;
    case 'refused':
      return `400 ${id} ${text}`;
    case 'failed':
      return `502 ${id} The upstream failed to answer. Try again later.`;
    case 'cut':
    case 'left':
      return `200 ${id} ${text} broken`;
    default:
      return `200 ${id} ${text} whole`;
  }
}

/** The text of a whole answer, or the message of an error. */
function spoken(body: unknown): string {
  const { choices, error } = body as {
    readonly choices?: readonly { readonly message: { readonly content: string } }[];
    readonly error?: { readonly message: string };
  };
  return choices?.[0]?.message.content ?? error?.message ?? JSON.stringify(body);
}

/** The text of a uniform stream. */
function tokensOf(events: readonly unknown[]): string {
  return events.map((event) => String(Reflect.get(Object(event) as object, 'token') ?? '')).join('');
}

function linesOf(gateway: InProcessGateway): Readonly<Record<string, unknown>>[] {
  return gateway.log.lines.filter((line) => line['msg'] === 'call');
}
