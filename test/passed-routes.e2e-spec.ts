/** What of OpenAI's API passes as it is: by OpenAI's own SDK at the mock, and byte for byte in front of an upstream. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inflateSync } from 'node:zlib';
import OpenAI, { toFile } from 'openai';
import { call } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';
import { until, within } from './support/observation/until';

const TEXT = 'Mock LLM streaming response';
const PIECE = Buffer.alloc(40_000, 'x');
const FORM = 'multipart/form-data; boundary=XyZ';

/** A form as bytes: fields in their order, a file where the value is a Buffer. */
function form(fields: readonly (readonly [string, string | Buffer])[]): Buffer {
  const parts = fields.map(([name, value]) => {
    const file = typeof value === 'string' ? '' : '; filename="a.wav"\r\nContent-Type: audio/wav';
    return Buffer.concat([
      Buffer.from(`--XyZ\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]);
  });
  return Buffer.concat([...parts, Buffer.from('--XyZ--\r\n')]);
}

describe('what passes as it is', () => {
  let server: Server;
  let gateway: InProcessGateway;
  let tenant: Tenant;
  /** What reached the upstream last, as far as it has come. */
  let got: { url: string; headers: IncomingMessage['headers']; body: Buffer; over: boolean };
  let asked = 0;
  let answer: (response: ServerResponse) => void;

  const answerJson =
    (body: object, status = 200) =>
    (response: ServerResponse): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked++;
      const seen = { url: request.url ?? '', headers: request.headers, body: Buffer.alloc(0), over: false };
      got = seen;
      request.on('data', (piece: Buffer) => {
        seen.body = Buffer.concat([seen.body, piece]);
      });
      request.on('end', () => {
        seen.over = true;
        answer(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    gateway = await startGateway({
      settings: { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0, MAX_BODY_MIB: 1 },
    });
    tenant = await addTenant(gateway, 'app');
    await addConnection(
      gateway,
      { name: 'Up', provider: 'openai', endpoint, credential: 'sk-1' },
      'real-model',
    );
    await addConnection(
      gateway,
      { name: 'Jina', provider: 'openai-compatible', endpoint: `${endpoint}/v1` },
      'r',
    );
    await addConnection(
      gateway,
      { name: 'Claude', provider: 'anthropic', endpoint, credential: 'sk-2' },
      'c',
    );
    await addConnection(
      gateway,
      { name: 'Az', provider: 'azure', endpoint, credential: 'az', options: { api_version: '2024-10-21' } },
      'whisper',
    );
    await assign(gateway, tenant, 'Up/real-model', { alias: 'voice' });
    await assign(gateway, tenant, 'Jina/r', { alias: 'ranker' });
    await assign(gateway, tenant, 'Az/whisper', { alias: 'azure' });
    await assign(gateway, tenant, 'Claude/c', { alias: 'claude' });
    await assign(gateway, tenant, 'Claude/c', { alias: 'either', priority: 1 });
    await assign(gateway, tenant, 'Up/real-model', { alias: 'either', priority: 2 });
  });
  afterAll(async () => {
    await gateway.close();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    answer = answerJson({ text: 'Hello.' });
    asked = 0;
  });

  const send = (path: string, body: Buffer | object, type = FORM, key = tenant.key): Promise<Response> =>
    fetch(`${gateway.url}/v1/${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': Buffer.isBuffer(body) ? type : 'application/json',
      },
      body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
    });
  const loggedCall = (route: string, found: (line: Readonly<Record<string, unknown>>) => boolean) =>
    gateway.log.until((line) => line['route'] === `/v1/${route}` && found(line));

  describe('by OpenAI’s SDK at the mock', () => {
    const sdk = (): OpenAI =>
      new OpenAI({ apiKey: gateway.key, baseURL: `${gateway.url}/v1`, maxRetries: 0 });

    it('is a real picture, the same for the same text', async () => {
      const ask = () => sdk().images.generate({ model: 'mock', prompt: 'A cat.', n: 2 });
      const { data = [], usage } = await ask();
      expect((await ask()).data).toEqual(data);
      expect(data).toHaveLength(2);
      expect(data[0]?.b64_json).not.toBe(data[1]?.b64_json);
      const png = Buffer.from(data[0]?.b64_json ?? '', 'base64');
      expect(png.toString('latin1', 1, 4)).toBe('PNG');
      const start = png.indexOf('IDAT');
      const pixels = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
      expect(pixels).toHaveLength(64 * (1 + 64 * 3));
      expect(usage?.total_tokens).toBeGreaterThan(0);
      const image = await toFile(png, 'a.png', { type: 'image/png' });
      for (const edited of [
        await sdk().images.edit({ model: 'mock', image, prompt: 'A dog.' }),
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is served as long as it is there
        await sdk().images.createVariation({ image }),
      ])
        expect(edited.data?.[0]?.b64_json).toMatch(/^iVBOR/);
      const events: unknown[] = [];
      const asked = { model: 'mock', prompt: 'A cat.', stream: true } as const;
      for await (const event of await sdk().images.generate(asked)) events.push(event);
      for await (const event of await sdk().images.edit({ ...asked, image })) events.push(event);
      expect(events).toMatchObject([
        { type: 'image_generation.completed', b64_json: data[0]?.b64_json },
        { type: 'image_edit.completed', b64_json: expect.stringMatching(/^iVBOR/) as string },
      ]);
    });

    it('is a real sound, and the text of one', async () => {
      const speech = await sdk().audio.speech.create({
        model: 'mock',
        voice: 'alloy',
        input: 'Hello there.',
      });
      const wav = Buffer.from(await speech.arrayBuffer());
      expect(speech.headers.get('content-type')).toBe('audio/wav');
      expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(4)]).toEqual(['RIFF', wav.length - 8]);
      const sse = await sdk().audio.speech.create({
        model: 'mock',
        voice: 'alloy',
        input: 'Hello there.',
        stream_format: 'sse',
      });
      const [delta] = (await sse.text()).split('\n').filter((line) => line.startsWith('data: '));
      expect(JSON.parse(delta?.slice('data: '.length) ?? '')).toMatchObject({
        type: 'speech.audio.delta',
        audio: expect.stringMatching(/^UklGR/) as string,
      });
      const file = await toFile(wav, 'a.wav');
      expect(await sdk().audio.transcriptions.create({ file, model: 'mock' })).toMatchObject({ text: TEXT });
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is served as long as it is there
      expect(await sdk().audio.translations.create({ file, model: 'mock' })).toMatchObject({ text: TEXT });
      const events = await sdk().audio.transcriptions.create({ file, model: 'mock', stream: true });
      const types: string[] = [];
      for await (const { type } of events) types.push(type);
      expect(types.at(-1)).toBe('transcript.text.done');
    });

    it('is a moderation, and a completion, whole and streamed', async () => {
      const { results } = await sdk().moderations.create({ input: ['One.', 'Two.'] });
      expect(results.map(({ flagged }) => flagged)).toEqual([false, false]);
      const whole = await sdk().completions.create({ model: 'mock', prompt: 'Hi' });
      expect(whole.choices[0]).toMatchObject({ text: TEXT, finish_reason: 'stop' });
      let text = '';
      const stream = await sdk().completions.create({ model: 'mock', prompt: 'Hi', stream: true });
      for await (const { choices } of stream) text += choices[0]?.text ?? '';
      expect(text).toBe(TEXT);
    });

    it.each(['', '/openai/v1'])(
      'is found by the SDK at the base URL "%s", as chat and lists are',
      async (base) => {
        const client = sdk().withOptions({ baseURL: `${gateway.url}${base}` });
        const messages = [{ role: 'user' as const, content: 'Hello' }];
        const chat = await client.chat.completions.create({ model: 'mock', messages });
        expect(chat.choices[0]?.message.content).toBe('Mock LLM streaming response');
        expect((await client.embeddings.create({ model: 'mock-embedding', input: 'x' })).data).toHaveLength(
          1,
        );
        const { data } = await client.models.list();
        expect(await client.models.retrieve('mock')).toEqual(data.find(({ id }) => id === 'mock'));
        expect((await client.images.generate({ model: 'mock', prompt: 'A cat.' })).data).toHaveLength(1);
        expect((await client.moderations.create({ model: 'mock', input: 'x' })).results).toHaveLength(1);
        expect((await client.completions.create({ model: 'mock', prompt: 'x' })).choices).toHaveLength(1);
        expect((await client.audio.speech.create({ model: 'mock', input: 'x', voice: 'alloy' })).status).toBe(
          200,
        );
      },
    );

    it('fails as the mock’s models say', async () => {
      await expect(sdk().moderations.create({ model: 'mock-error-429', input: 'x' })).rejects.toMatchObject({
        status: 429,
      });
      const cut = await sdk().completions.create({ model: 'mock-cut', prompt: 'Hi', stream: true });
      await expect(async () => {
        for await (const chunk of cut) void chunk;
      }).rejects.toThrow();
    });
  });

  it.each([
    [
      'before the file',
      [
        ['model', 'voice'],
        ['file', PIECE],
        ['language', 'de'],
      ],
    ],
    [
      'after it',
      [
        ['file', PIECE],
        ['language', 'de'],
        ['model', 'voice'],
      ],
    ],
    ['nowhere', [['file', PIECE]]],
  ] as const)('a form passes byte for byte, but for the model, which is %s', async (_where, fields) => {
    const named = fields.some(([name]) => name === 'model');
    const response = await send('audio/transcriptions', form(fields), FORM, named ? tenant.key : gateway.key);
    if (named) {
      expect(await response.json()).toEqual({ text: 'Hello.' });
      const sent = fields.map(([name, value]) => [name, name === 'model' ? 'real-model' : value] as const);
      expect(got.body.equals(form(sent))).toBe(true);
      expect(got.headers).toMatchObject({
        authorization: 'Bearer sk-1',
        'content-type': FORM,
        'content-length': String(got.body.length),
      });
      expect(got.url).toBe('/v1/audio/transcriptions');
    } else expect(await response.json()).toMatchObject({ text: TEXT });
  });

  it('a model that a form does not name is added: the default one', async () => {
    const internal = await addTenant(gateway, 'other');
    await assign(gateway, internal, 'Up/real-model', { alias: 'gpt-4o-mini' });
    await send('audio/translations', form([['file', PIECE]]), FORM, internal.key);
    expect(
      got.body.equals(
        form([
          ['model', 'real-model'],
          ['file', PIECE],
        ]),
      ),
    ).toBe(true);
  });

  it('a form goes on while it comes in', async () => {
    const body = form([
      ['model', 'voice'],
      ['file', PIECE],
    ]);
    const socket = connect(gateway.port, '127.0.0.1');
    const head = `POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.key}\r\nContent-Type: ${FORM}\r\nContent-Length: ${body.length}\r\n\r\n`;
    socket.write(head);
    socket.write(body.subarray(0, 20_000));
    await until(() => asked === 1 && got.body.length > 15_000, { what: 'the beginning of the form' });
    expect(got.over).toBe(false);
    socket.write(body.subarray(20_000));
    const [answered] = (await within(once(socket, 'data'), { what: 'the answer to the form' })) as [Buffer];
    expect(answered.toString()).toContain('HTTP/1.1 200');
    socket.destroy();
  });

  it.each(['a form whose length is told', 'a form in chunks'])(
    '%s is logged with its bytes',
    async (kind) => {
      const body = form([
        ['model', 'voice'],
        ['file', Buffer.alloc(kind.length * 4_000, 'x')],
      ]);
      const told: Record<string, number> = kind.endsWith('told') ? { 'content-length': body.length } : {};
      const sent = request(`${gateway.url}/v1/audio/transcriptions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tenant.key}`, 'content-type': FORM, ...told },
      });
      sent.write(body.subarray(0, 20_000));
      await until(() => asked === 1 && got.body.length > 15_000, { what: 'the beginning of the form' });
      sent.end(body.subarray(20_000));
      const [answered] = (await within(once(sent, 'response'), { what: 'the answer' })) as [IncomingMessage];
      answered.resume();
      await loggedCall('audio/transcriptions', ({ bytes_in: bytes }) => bytes === body.length);
    },
  );

  it('a sound comes while it is made', async () => {
    const parts = ['RIFF-one', 'two'];
    let more: (() => void) | undefined;
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' });
      response.write(parts[0]);
      more = () => response.end(parts[1]);
    };
    const response = await send('audio/speech', { model: 'voice', input: 'Hi', voice: 'alloy', x: 1.0 });
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe(parts[0]);
    more?.();
    const second = await reader?.read();
    expect(Buffer.from(second?.value ?? []).toString()).toBe(parts[1]);
    expect(JSON.parse(got.body.toString())).toEqual({
      model: 'real-model',
      input: 'Hi',
      voice: 'alloy',
      x: 1,
    });
  });

  it.each([
    [
      'images/generations',
      { prompt: 'x' },
      { data: [], usage: { input_tokens: 5, output_tokens: 7 } },
      [5, 7],
    ],
    [
      'completions',
      { prompt: 'x' },
      { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } },
      [3, 2],
    ],
  ])('the usage of %s is in the log line', async (path, body, answered, [prompt, completion]) => {
    answer = answerJson(answered);
    expect((await send(path, { model: 'voice', ...body })).status).toBe(200);
    const line = await loggedCall(path, (one) => one['prompt_tokens'] === prompt);
    expect(line).toMatchObject({
      model: 'voice',
      prompt_tokens: prompt,
      completion_tokens: completion,
      ended: 'whole',
      deployment: 'Up/real-model',
    });
  });

  it.each([
    ['whole', '"}\n\n', 'whole'],
    ['in the middle of its picture', '', 'cut'],
  ])('a stream with a large picture that ends %s is told so', async (_how, end, ended) => {
    const picture = (type: string) =>
      `event: ${type}\ndata: {"type":"${type}","b64_json":"${'A'.repeat(50_000)}`;
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`${picture('image_generation.partial_image')}"}\n\n`);
      response.end(picture('image_generation.completed') + end);
    };
    const response = await send('images/generations', { model: 'voice', prompt: 'a cat', stream: true });
    const read = response.text();
    if (ended === 'cut') await expect(read).rejects.toThrow();
    else expect((await read).endsWith('"}\n\n')).toBe(true);
    await loggedCall(
      'images/generations',
      (one) => one['ended'] === ended && one['streamed'] === true && one['model'] === 'voice',
    );
  });

  it.each<[string, boolean, string, string, string]>([
    ['whole', false, 'application/json', '}', 'whole'],
    ['of a stream', true, 'text/event-stream', '}\n\ndata: [DONE]\n\n', 'whole'],
    ['of a stream that breaks off', true, 'text/event-stream', '}\n\n', 'cut'],
  ])(
    'a completion %s whose provider tells no usage is counted by its text',
    async (_what, stream, type, end, ended) => {
      const text = 'one "two" three four '.repeat(40);
      answer = (response) => {
        const body = `${stream ? 'data: ' : ''}{"choices":[{"index":0,"text":${JSON.stringify(text)}}]${end}`;
        response.writeHead(200, { 'content-type': type }).end(body);
      };
      const response = await send('completions', { model: 'voice', prompt: 'Hi', stream });
      const read = response.text();
      if (ended === 'cut') await expect(read).rejects.toThrow();
      else await read;
      await loggedCall(
        'completions',
        (one) =>
          one['ended'] === ended &&
          one['completion_tokens'] === text.length / 4 &&
          one['streamed'] === stream,
      );
    },
  );

  it('rerank goes to a provider that has it, in its own form', async () => {
    const ranked = { results: [{ index: 1, relevance_score: 0.9 }], usage: { total_tokens: 11 } };
    answer = answerJson(ranked);
    const response = await send('rerank', { model: 'ranker', query: 'q', documents: ['a', 'b'], top_n: 1 });
    expect(await response.json()).toEqual(ranked);
    expect(got.url).toBe('/v1/rerank');
  });

  it('Azure is asked at its own address, also by its SDK’s path', async () => {
    const body = form([
      ['file', PIECE],
      ['model', 'anything'],
    ]);
    const path = `${gateway.url}/openai/deployments/azure/audio/transcriptions?api-version=2024-10-21`;
    const headers = { 'api-key': tenant.key, 'content-type': FORM };
    const response = await fetch(path, { method: 'POST', headers, body: new Uint8Array(body) });
    expect(response.status).toBe(200);
    expect(got.url).toBe('/openai/deployments/whisper/audio/transcriptions?api-version=2024-10-21');
    expect(got.body.toString('latin1')).toContain('name="model"\r\n\r\nwhisper\r\n');
  });

  it('where the first provider has no such route the next one is asked; where none has, the caller is told', async () => {
    expect(
      (
        await send(
          'audio/transcriptions',
          form([
            ['model', 'either'],
            ['file', PIECE],
          ]),
        )
      ).status,
    ).toBe(200);
    expect(got.url).toBe('/v1/audio/transcriptions');
    const refused = await send('audio/speech', { model: 'claude', input: 'Hi', voice: 'alloy' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: { param: 'model', message: expect.stringContaining('/v1/audio/speech') },
    });
  });

  it('an upstream’s refusal is told, and a stream that breaks off is no whole one', async () => {
    answer = answerJson({ error: { message: 'No such voice.', param: 'voice' } }, 400);
    const refused = await send('audio/speech', { model: 'voice', input: 'Hi', voice: 'x' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { param: 'voice', message: 'No such voice.' } });
    answer = (response) => {
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end('data: {"choices":[{"text":"a"}]}\n\n');
    };
    const broken = await send('completions', { model: 'voice', prompt: 'Hi', stream: true });
    await expect(broken.text()).rejects.toThrow();
    await loggedCall('completions', ({ ended }) => ended === 'cut');
  });

  it.each([
    ['no prompt', 'images/generations', { model: 'voice' }, 'prompt'],
    ['an empty input', 'moderations', { model: 'voice', input: '' }, 'input'],
    ['no documents', 'rerank', { model: 'ranker', query: 'q', documents: [] }, 'documents'],
    ['a model that is not one', 'completions', { model: 7, prompt: 'x' }, 'model'],
    ['a host of its own', 'audio/speech', { model: 'voice', input: 'x', api_base: 'http://x' }, 'api_base'],
    [
      'another host in a form',
      'audio/transcriptions',
      form([
        ['api_base', 'http://x'],
        ['model', 'voice'],
      ]),
      'api_base',
    ],
    [
      'a log of its own in a form',
      'audio/transcriptions',
      form([
        ['litellm_metadata[langfuse_host]', 'http://x'],
        ['model', 'voice'],
      ]),
      'litellm_metadata',
    ],
    [
      'other models in a form',
      'audio/transcriptions',
      form([
        ['fallbacks', 'x'],
        ['model', 'voice'],
      ]),
      'fallbacks',
    ],
    ['a form that is cut', 'images/edits', form([['prompt', 'x']]).subarray(0, -4), 'body'],
    ['a form of nothing', 'images/edits', Buffer.from('nothing'), 'body'],
    [
      'names that are read in two ways',
      'images/edits',
      Buffer.from('--XyZ\r\nContent-Disposition: form-data; name="a"; name="model"\r\n\r\nx\r\n--XyZ--\r\n'),
      'body',
    ],
  ])('refuses %s, naming the field, and asks nobody', async (_what, path, body, param) => {
    const response = await send(path, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param } });
    expect(asked).toBe(0);
  });

  it('what must not pass and comes late ends the call', async () => {
    for (const [name, param] of [
      ['model', 'model'],
      ['base_url', 'base_url'],
    ] as const) {
      const late = form([
        ['model', 'voice'],
        ['file', Buffer.alloc(300_000, 'x')],
        [name, 'y'],
      ]);
      const response = await send('audio/transcriptions', late);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { param } });
      expect(got.over).toBe(false);
    }
  });

  it('with one Idempotency-Key is one call, uploads too', async () => {
    const post = (path: string, body: Buffer | object, headers: Readonly<Record<string, string>>) =>
      fetch(`${gateway.url}/v1/${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${tenant.key}`,
          'content-type': Buffer.isBuffer(body) ? FORM : 'application/json',
          ...headers,
        },
        body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
      });
    answer = (response) => response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(PIECE);
    const key = { 'idempotency-key': 'a sound' };
    const body = { model: 'voice', input: 'Hello.', voice: 'alloy' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('audio/speech', body, key)));
    answers.push(await post('audio/speech', body, key));
    for (const sound of answers) {
      expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
      expect(Buffer.from(await sound.arrayBuffer()).equals(PIECE)).toBe(true);
    }
    expect(answers.at(-1)?.headers.get('x-llm-proxy-replayed')).toBe('true');
    expect(asked).toBe(1);
    expect((await post('audio/speech', { ...body, voice: 'echo' }, key)).status).toBe(422);
    expect((await post('audio/speech', body, { ...key, 'last-event-id': '1' })).status).toBe(400);
    answer = answerJson({ text: 'Hello.' });
    const upload = form([
      ['model', 'voice'],
      ['file', PIECE],
    ]);
    expect((await post('audio/transcriptions', upload, { 'idempotency-key': '' })).status).toBe(400);
    const sent = await Promise.all(
      Array.from({ length: 3 }, () => post('audio/transcriptions', upload, key)),
    );
    // A client that tries again writes its form anew, with another boundary.
    const again = Buffer.from(upload.toString('latin1').replaceAll('XyZ', 'another'), 'latin1');
    const anew = { ...key, 'content-type': FORM.replace('XyZ', 'another') };
    sent.push(await post('audio/transcriptions', again, anew));
    for (const text of sent) expect([text.status, await text.text()]).toEqual([200, '{"text":"Hello."}']);
    expect(sent.at(-1)?.headers.get('x-llm-proxy-replayed')).toBe('true');
    expect(asked).toBe(2);
    const other = form([
      ['model', 'voice'],
      ['file', Buffer.alloc(300_000, 'y')],
    ]);
    expect((await post('audio/transcriptions', other, key)).status).toBe(422);
    expect((await post('audio/transcriptions', other, { 'idempotency-key': 'a second' })).status).toBe(200);
    expect([asked, got.over, got.body.includes(Buffer.alloc(300_000, 'y'))]).toEqual([3, true, true]);
  });

  it('has the guards of every call', async () => {
    const body = form([
      ['model', 'voice'],
      ['file', PIECE],
    ]);
    expect((await send('audio/transcriptions', body, FORM, 'wrong')).status).toBe(401);
    expect((await send('audio/transcriptions', form([['model', 'nobody']]))).status).toBe(403);
    expect((await send('chat/completions', body)).status).toBe(415);
    expect((await send('images/edits', body, 'multipart/form-data')).status).toBe(400);
    const large = form([
      ['model', 'voice'],
      ['file', Buffer.alloc(2 * 1024 * 1024)],
    ]);
    expect((await send('audio/transcriptions', large)).status).toBe(413);
    expect(asked).toBe(0);
    const wrong = await call(gateway, 'GET', '/v1/audio/speech', { key: gateway.key });
    expect(wrong.status).toBe(405);
  });
});
