import fc from 'fast-check';
import { json, whole } from './support/upstream/answer-scripts';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { completion, textChunks } from './support/upstream/completion-bodies';
import { UPSTREAM_KEY } from './support/service/gateway-environment';
import { serviceUnderTest } from './support/service/service-under-test';
import { stream } from './support/upstream/stream-scripts';

const MESSAGES = '"messages":[{"role":"user","content":"Grüße 🎉 \\ud83c\\udf89 \\/ "}]';
/** What a parser and a serialiser between caller and upstream would change. */
const FRAGILE =
  '"seed": 9223372036854775807,"temperature" : 1.0 ,"z":1e0,"a":{"big":12345678901234567890,"f":1.50}';

describe('exact bytes', () => {
  const service = serviceUnderTest();

  async function sentUpstream(body: string, path = '/v1/chat/completions'): Promise<string> {
    expect((await postChat(service.gateway, body, { path })).status).toBe(200);
    return service.upstream.chats.at(-1)!.body.toString();
  }

  async function streamedUpstream(body: string): Promise<string> {
    expect(await streamChat(service.gateway, body).ended).toMatchObject({ complete: true });
    return service.upstream.chats.at(-1)!.body.toString();
  }

  describe('of a request', () => {
    it('go upstream as they came', async () => {
      const body = ` {\n\t${MESSAGES},${FRAGILE},"x_unknown":[null,{}],"model":"gpt-4o-mini" } \r\n`;
      expect(await sentUpstream(body)).toBe(body);
    });

    it('go upstream as they came, whatever JSON they are', async () => {
      const extras = fc.dictionary(
        fc.string().map((key) => `x_${key}`),
        fc.jsonValue(),
      );
      await fc.assert(
        fc.asyncProperty(extras, fc.nat(3), async (fields, indent) => {
          const body = JSON.stringify({ ...fields, ...HELLO, ...fields }, null, indent);
          expect(await sentUpstream(body)).toBe(body);
        }),
        { numRuns: 40 },
      );
    });

    it('get the default model where they name none', async () => {
      expect(await sentUpstream(`{${MESSAGES},${FRAGILE}}`)).toBe(
        `{${MESSAGES},${FRAGILE},"model":"gpt-4o-mini"}`,
      );
      expect(await sentUpstream(`{"model":null,${MESSAGES},${FRAGILE}}`)).toBe(
        `{"model":"gpt-4o-mini",${MESSAGES},${FRAGILE}}`,
      );
    });

    it.each(['gpt-4.1', 'azure%2Fgpt-4.1', 'a%22b%5C'])('get the model of the path /%s', async (name) => {
      const path = `/openai/deployments/${name}/chat/completions?api-version=2026-01-01`;
      const model = JSON.stringify(decodeURIComponent(name));
      expect(await sentUpstream(`{"model" : "other" ,${MESSAGES},${FRAGILE}}`, path)).toBe(
        `{"model" : ${model} ,${MESSAGES},${FRAGILE}}`,
      );
      expect(await sentUpstream(`{${MESSAGES},${FRAGILE}}`, path)).toBe(
        `{${MESSAGES},${FRAGILE},"model":${model}}`,
      );
    });

    it('get no second "model" where the key is escaped, nested or inside a text', async () => {
      const body = '{"mo\\u0064el":"x","metadata":{"model":"y"},"user":"\\"model\\":\\"z\\"",';
      const path = '/openai/deployments/m/chat/completions';
      expect(await sentUpstream(`${body}${MESSAGES}}`, path)).toBe(
        `${body.replace('"x"', '"m"')}${MESSAGES}}`,
      );
    });

    it('of a stream get include_usage spliced in and nothing else', async () => {
      const head = `{"model":"gpt-4o-mini","stream":true,${MESSAGES},${FRAGILE}`;
      expect(await streamedUpstream(`${head}}`)).toBe(`${head},"stream_options":{"include_usage":true}}`);
      const asked = `${head},"stream_options":{"x":1.0,"include_usage":true}}`;
      expect(await streamedUpstream(asked)).toBe(asked);
      expect(await streamedUpstream(`${head},"stream_options":null}`)).toBe(
        `${head},"stream_options":{"include_usage":true}}`,
      );
    });

    it('of stream_options stay, but for include_usage', async () => {
      const head = `{"stream_options":{"y":12345678901234567890,"f":1.0`;
      const tail = `,"model":"gpt-4o-mini","stream":true,${MESSAGES}}`;
      expect(await streamedUpstream(`${head}}${tail}`)).toBe(`${head},"include_usage":true}${tail}`);
      expect(await streamedUpstream(`${head},"include_usage": false}${tail}`)).toBe(
        `${head},"include_usage": true}${tail}`,
      );
    });
  });

  describe('of an answer', () => {
    it('reach the caller as they came', async () => {
      const { usage, ...rest } = completion('Grüße "usage" 🎉');
      const body = ` ${JSON.stringify({ ...rest, x: 1 }, null, 3).replace('1', '1.0')}`.replace(
        /\}$/,
        `,"usage":${JSON.stringify(usage)},"seed":9223372036854775807}\n`,
      );
      service.upstream.next(whole(body, { contentType: 'application/json' }));
      expect((await postChat(service.gateway)).text).toBe(body);
    });

    it('of a stream reach the caller as they came', async () => {
      const frames = [
        'data: { "choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"created":1.0}\n\n',
        'data: {"z":12345678901234567890,"choices":[{"delta":{"content":"\\u00fc ü 🎉"},"index":0}],"a":1}\n\n',
        'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\\"a\\":1.0"}}]}}]}\n\n',
        'data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":null}\n\n',
      ];
      service.upstream.next(stream(frames));
      const client = streamChat(service.gateway);
      await client.ended;
      expect(client.text).toBe(`${frames.join('')}data: [DONE]\n\n`);
    });
  });

  describe('of headers', () => {
    const OTHERS = {
      cookie: 'a=b',
      'x-internal-auth': 'test-key-1',
      'x-forwarded-for': '1.2.3.4',
      'openai-organization': 'org-of-the-caller',
      'x-anything': 'x',
      'accept-encoding': 'gzip, br',
      'proxy-authorization': 'Basic c2VjcmV0',
    };
    const ALLOWED = {
      'user-agent': 'unit/1.0',
      'openai-beta': 'assistants=v2',
      'anthropic-beta': 'x-2026',
      'idempotency-key': 'once-1',
      tracestate: 'vendor=1',
      'x-request-id': 'mine-1',
    };
    const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    it.each([false, true])('let the allowed ones through to the upstream (stream: %s)', async (streamed) => {
      // Calls with one key would be one call.
      const allowed = { ...ALLOWED, 'idempotency-key': `once-${streamed}` };
      const headers = { ...OTHERS, ...allowed, traceparent: TRACEPARENT };
      const body = { ...HELLO, stream: streamed };
      await (streamed
        ? streamChat(service.gateway, body, { headers }).ended
        : postChat(service.gateway, body, { headers }));
      const request = service.upstream.chats[0]!;
      const { traceparent, ...sent } = request.headers;
      expect(traceparent).toMatch(
        /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
      );
      expect(sent).toEqual({
        ...allowed,
        authorization: `Bearer ${UPSTREAM_KEY}`,
        'content-type': 'application/json',
        'content-length': String(request.body.length),
        'accept-encoding': 'identity',
        host: `127.0.0.1:${service.upstream.port}`,
        connection: 'keep-alive',
        ...(streamed && { accept: 'text/event-stream' }),
      });
    });

    it.each([false, true])('let the useful ones through to the caller (stream: %s)', async (streamed) => {
      const headers = {
        'openai-processing-ms': '17',
        'openai-version': '2020-10-01',
        'x-request-id': 'theirs',
        'set-cookie': 'session=secret',
        server: 'internal-host',
        via: '1.1 internal-host',
        'x-ratelimit-remaining-requests': '1',
        'x-litellm-api-base': 'http://internal-host:4000',
        'access-control-allow-origin': '*',
      };
      service.upstream.next(
        streamed ? stream(textChunks('Hi'), { headers }) : json(completion('Hi'), { headers }),
      );
      const options = { headers: { 'x-request-id': 'mine-2' } };
      const answer = streamed
        ? await streamChat(service.gateway, HELLO, options).opened
        : await postChat(service.gateway, HELLO, options);
      expect(answer.headers).toMatchObject({
        'openai-processing-ms': '17',
        'openai-version': '2020-10-01',
        'x-request-id': 'mine-2',
      });
      const { 'x-llm-proxy-deployment': deployment, ...others } = answer.headers;
      expect(deployment).toBe('litellm/gpt-4o-mini');
      expect(JSON.stringify(others)).not.toMatch(/internal-host|session|theirs|litellm/);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      expect(answer.headers['x-ratelimit-remaining-requests']).not.toBe('1');
    });
  });
});
