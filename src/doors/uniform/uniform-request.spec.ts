import * as reading from './uniform-request';
import type { CanonicalChat, ParsedRequest } from './uniform-request';
import {
  CHAT_REQUEST,
  COMPLETION_REQUEST,
  STREAM_REQUEST,
  UniformChatRequestDto,
} from './uniform-request.dto';

type Read = (request: ParsedRequest) => Promise<CanonicalChat>;
/** As the controller does: the pipe of the route, then the reader. */
const readChat: Read = async (request) =>
  reading.readChat(request, await CHAT_REQUEST.transform(request.body, { type: 'body' }));
const readCompletion: Read = async (request) =>
  reading.readCompletion(request, await COMPLETION_REQUEST.transform(request.body, { type: 'body' }));
const readStream: Read = async (request) =>
  reading.readStream(request, await STREAM_REQUEST.transform(request.body, { type: 'body' }));

const MESSAGES = [{ role: 'user', content: 'Hello' }];

function request(text: string): ParsedRequest {
  return { rawBody: Buffer.from(text), body: JSON.parse(text) as unknown };
}

async function paramOf(read: Read, body: object): Promise<unknown> {
  try {
    await read(request(JSON.stringify(body)));
  } catch (error) {
    return (error as { param?: unknown }).param;
  }
  return 'nothing was refused';
}

describe('the canonical form of a uniform request', () => {
  it('is the same bytes where messages came', async () => {
    const given = request('{"messages":[{"role":"user","content":"Hi"}], "seed":12345678901234567890}');
    const chat = await readChat(given);
    expect(chat.raw).toBe(given.rawBody);
    expect(chat.body).toBe(given.body);
    expect(chat.model).toBeUndefined();
  });

  it('has messages in place of prompt and system, and every other byte as it came', async () => {
    const text =
      '{"model":"m","prompt":"Hi","seed":12345678901234567890,"system":"Be brief.","temperature":1.0}';
    const { raw, body, model } = await readCompletion(request(text));
    const messages = '[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]';
    expect(raw.toString()).toBe(
      `{"model":"m","seed":12345678901234567890,"temperature":1.0,"messages":${messages}}`,
    );
    expect(body).toEqual(JSON.parse(raw.toString()));
    expect(model).toBe('m');
  });

  it('asks for a stream, of a prompt and of messages', async () => {
    const prompted = await readStream(request('{"prompt":"Hi","stream":false}'));
    expect(prompted.raw.toString()).toBe('{"stream":true,"messages":[{"role":"user","content":"Hi"}]}');
    expect(prompted.body).toEqual(JSON.parse(prompted.raw.toString()));
    const given = request('{"messages":[{"role":"user","content":"Hi"}]}');
    expect((await readStream(given)).raw.toString()).toBe(
      '{"messages":[{"role":"user","content":"Hi"}],"stream":true}',
    );
    const asked = request('{"stream":true,"messages":[{"role":"user","content":"Hi"}]}');
    expect((await readStream(asked)).raw).toBe(asked.rawBody);
  });

  it('takes null for a field that is not there', async () => {
    const { raw } = await readStream(
      request('{"prompt":null,"system":null,"messages":[{"role":"user","content":"Hi"}]}'),
    );
    expect(JSON.parse(raw.toString())).toEqual({ messages: [{ role: 'user', content: 'Hi' }], stream: true });
  });

  it('leaves free content as it is: neither copied nor walked through, however deep or long', async () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const messages = [{ role: 'user', content: deep }];
    const tools = Array.from({ length: 100_000 }, () => ({}));
    const asked = await CHAT_REQUEST.transform({ messages, tools }, { type: 'body' });
    expect(asked).toBeInstanceOf(UniformChatRequestDto);
    expect(asked.messages).toBe(messages);
    expect(asked.tools).toBe(tools);
  });

  it('carries __proto__ along unharmed', async () => {
    const { raw, body } = await readCompletion(request('{"prompt":"Hi","__proto__":{"polluted":true}}'));
    expect(raw.toString()).toContain('"__proto__":{"polluted":true}');
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(body['polluted']).toBeUndefined();
  });

  it.each([
    [readChat, {}, 'messages'],
    [readChat, { messages: [] }, 'messages'],
    [readChat, { messages: 'Hello' }, 'messages'],
    [readChat, { messages: [null] }, 'messages.0'],
    [readChat, { messages: [{ role: 'robot' }] }, 'messages.0.role'],
    [readChat, { messages: MESSAGES, stream: true }, 'stream'],
    [readChat, { messages: MESSAGES, stream: 'yes' }, 'stream'],
    [readChat, { messages: MESSAGES, prompt: 'Hello' }, 'prompt'],
    [readChat, { messages: MESSAGES, system: 'Be brief.' }, 'system'],
    [readChat, { messages: MESSAGES, n: 2 }, 'n'],
    [readChat, { messages: MESSAGES, max_tokens: -1 }, 'max_tokens'],
    [readChat, { messages: MESSAGES, api_key: 'sk-x' }, 'api_key'],
    [readCompletion, {}, 'prompt'],
    [readCompletion, { prompt: '' }, 'prompt'],
    [readCompletion, { prompt: ['Hello'] }, 'prompt'],
    [readCompletion, { prompt: 'Hello', system: 1 }, 'system'],
    [readCompletion, { prompt: 'Hello', messages: MESSAGES }, 'messages'],
    [readCompletion, { prompt: 'Hello', stream: true }, 'stream'],
    [readStream, {}, 'messages'],
    [readStream, { prompt: 'Hello', messages: MESSAGES }, 'messages'],
    [readStream, { messages: MESSAGES, system: 'Be brief.' }, 'system'],
    [readStream, { messages: [{ role: 'robot' }] }, 'messages.0.role'],
    [readStream, { prompt: 'Hello', n: 2 }, 'n'],
    [readStream, { prompt: 'Hello', base_url: 'http://example.com' }, 'base_url'],
  ])('%p refuses %j, naming %s', async (read, body, param) => {
    expect(await paramOf(read, body)).toBe(param);
  });
});
