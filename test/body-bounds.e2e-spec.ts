import { call } from './support/callers/chat-request';
import { cpuMs } from './support/observation/cpu-time';
import { answersOk } from './support/callers/http-probe';
import { serviceUnderTest } from './support/service/service-under-test';

const ADMIN_KEY = 'admin-key-of-the-tests';
/** The doors, and the admin API. */
const ROUTES = [
  '/v1/chat/completions',
  '/v1/responses',
  '/openai/deployments/m/chat/completions',
  '/v1/embeddings',
  '/v1beta/models/m:generateContent',
  '/llm/chat',
  '/llm/stream',
  '/llm/completions',
  '/admin/connections',
];
const SIZE = 4 * 1024 * 1024;
const field = (json: string): string => `{"messages":[{"role":"user","content":"Hello"}],"x":${json}}`;
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Each by its size and shape would take a parser seconds, or all of the heap. */
const HOSTILE: [string, string][] = [
  ['nothing but brackets', '['.repeat(SIZE)],
  ['brackets that are closed', field(nested(SIZE / 4))],
  ['objects inside one another', field('{"a":'.repeat(SIZE / 8) + '1' + '}'.repeat(SIZE / 8))],
  ['a level too many, in a small body', field(nested(256))],
  ['brackets behind a long text', field(`["${'x'.repeat(SIZE / 8)}",${nested(SIZE / 4)}]`)],
  ['millions of objects', field(`[${'{},'.repeat(SIZE / 4)}{}]`)],
  ['millions of texts', field(`[${'"a",'.repeat(SIZE / 4)}"a"]`)],
  ['millions of digits', field('1'.repeat(SIZE))],
  ['a digit too many, in a small body', field('1'.repeat(1_001))],
  ['a million keys', `{${Array.from({ length: 600_000 }, (_, n) => `"k${n}":1`).join(',')}}`],
];

describe('a body that would take the process', () => {
  const service = serviceUnderTest({ ADMIN_KEY });
  const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    call(service.gateway, 'POST', path, {
      body,
      headers,
      ...(path.startsWith('/admin') && { key: ADMIN_KEY }),
    });

  describe.each(ROUTES)('at %s', (path) => {
    it.each(HOSTILE)('is 400 before it is parsed: %s', async (_what, body) => {
      const answer = await post(path, body);
      expect(answer.status).toBe(400);
      expect(answer.headers['x-llm-proxy-error']).toBe('INVALID_REQUEST');
      expect(answer.error).toMatchObject(
        path.startsWith('/v1beta/')
          ? { code: 400, status: 'INVALID_ARGUMENT' }
          : {
              type: 'invalid_request_error',
              code: 'INVALID_REQUEST',
              param: 'body',
              trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
            },
      );
      expect(answer.error['message']).toMatch(
        /deeper than 256 levels|more than 500000 keys and values|a number of more than 1000 characters/,
      );
      expect(await answersOk(`${service.gateway.url}/health`)).toBe(true);
    });
  });

  it.each([
    ['256 levels', field(nested(255))],
    ['200,000 numbers', field(`[${'1,'.repeat(200_000)}1]`)],
    ['a number of 1,000 digits', field('1'.repeat(1_000))],
    ['a million escapes', field(`"${'\\u00e9'.repeat(1_000_000)}"`)],
    ['brackets in a text', field(`"${'[{'.repeat(1_000_000)}"`)],
  ])('passes byte for byte within the bounds: %s', async (_what, body) => {
    const answer = await post('/v1/chat/completions', body);
    expect(answer.status).toBe(200);
    expect(service.upstream.chats[0]?.body.toString()).toBe(body.replace(/\}$/, ',"model":"gpt-4o-mini"}'));
  });

  describe.each([
    ['line breaks among letters', 'é\\n'],
    ['quotes', '\\"'],
    ['escaped letters', '\\u00e9'],
  ])('of nothing but escapes (%s) lets others in between', (_what, unit) => {
    const text = `"${unit.repeat((2 * SIZE) / Buffer.byteLength(unit))}"`;
    const message = `"messages":[{"role":"user","content":${text}}]`;

    it.each([
      ['/v1/chat/completions', `{${message}}`],
      ['/llm/chat', `{${message}}`],
      ['/v1/messages', `{"model":"gpt-4o-mini","max_tokens":9,${message}}`],
      ['/v1/responses', `{"model":"gpt-4o-mini","input":${text}}`],
      [
        '/v1beta/models/gpt-4o-mini:generateContent',
        `{"contents":[{"role":"user","parts":[{"text":${text}}]}]}`,
      ],
    ])('at %s', async (path, text) => {
      const body = Buffer.from(text);
      const parseMs = Math.max(
        20,
        cpuMs(() => JSON.parse(body.toString())),
      );
      const isQuick = async (): Promise<boolean> => {
        const longest = longestTurn();
        expect((await post(path, body)).status).toBe(200);
        const { turnMs, allMs } = longest.stop();
        return turnMs < 15 * parseMs && allMs < 80 * parseMs;
      };
      // What other files left is collected in some turn or other of this process.
      expect((await isQuick()) || (await isQuick()) || (await isQuick())).toBe(true);
    });
  });
});

/**
 * Watches how much CPU one turn of the event loop takes: so long nobody else is served. What the threads of the garbage
 * collector do beside it holds nobody up.
 */
function longestTurn(): { stop(): { readonly turnMs: number; readonly allMs: number } } {
  const used = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const startedWith = used();
  let last = startedWith;
  let turnMs = 0;
  const look = (): void => {
    const now = used();
    turnMs = Math.max(turnMs, now - last);
    last = now;
    next = setImmediate(look);
  };
  let next = setImmediate(look);
  return {
    stop() {
      clearImmediate(next);
      return { turnMs, allMs: used() - startedWith };
    },
  };
}
