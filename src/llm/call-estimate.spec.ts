import { callWith } from '../../test/support/providers/adapter-calls';
import { estimatedUsage, promptTokens, roughPromptTokens } from './call-estimate';
import { tokensIn } from './token-count';
import { cpuMs } from '../../test/support/observation/cpu-time';

const prompt = (body: Record<string, unknown>, model = 'gpt-4o'): number =>
  promptTokens(callWith(body, { model }));
const user = (content: unknown): Record<string, unknown> => ({ messages: [{ role: 'user', content }] });

describe('the rough count of a prompt', () => {
  const rough = (body: Record<string, unknown>): number => roughPromptTokens(callWith(body, { model: 'm' }));

  it.each([
    ['a word', 'hi'],
    ['prose', 'The quick brown fox jumps over the lazy dog. '.repeat(20)],
    ['other scripts', '今天天气很好，我们去公园散步吧。'.repeat(20)],
    ['much prose', 'The quick brown fox jumps over the lazy dog. '.repeat(2_000)],
  ])('is near the tokenizer’s: %s', (_what, text) => {
    const exact = prompt(user(text));
    expect(rough(user(text))).toBeGreaterThan(exact * 0.7);
    expect(rough(user(text))).toBeLessThan(exact * 1.4);
  });

  it('has tools and pictures as the other has', () => {
    const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(50_000)}` } };
    const body = user([{ type: 'text', text: 'hi' }, picture]);
    expect(rough(body)).toBeLessThan(200);
    const tool = { type: 'function', function: { name: 'weather', description: 'The weather in a city' } };
    expect(rough({ ...user('hi'), tools: [tool] })).toBeGreaterThan(rough(user('hi')) + 10);
  });

  it('of a large request takes no longer than to parse it', () => {
    const body = user('The quick brown fox jumps over the lazy dog. '.repeat(20_000));
    const call = callWith(body, { model: 'm' });
    const ms = cpuMs(() => roughPromptTokens(call));
    expect(ms).toBeLessThan(5 * cpuMs(() => JSON.parse(call.raw.toString())));
  });
});

describe('our own count of tokens', () => {
  it('has the texts of a batch to embed, and not what is beside each', () => {
    const content = { parts: [{ text: 'hi there' }] };
    const beside = { model: 'models/gemini-embedding-001', taskType: 'RETRIEVAL_DOCUMENT' };
    const requests = [content, content].map((one) => ({ ...beside, content: one }));
    expect(prompt({ requests })).toBe(prompt({ input: ['hi there', 'hi there'] }));
  });

  it.each([
    ['hi', 'gpt-4o', 1],
    ['Hello, world!', 'gpt-4', 4],
    ['<|endoftext|>', 'any', 7],
    ['', 'gpt-4o', 0],
  ])('is that of the model’s tokenizer: %j at %s', (text, model, expected) => {
    expect(tokensIn(text, model)).toBe(expected);
  });

  it('is of the text, not of the JSON around it', () => {
    expect(prompt(user('hi'))).toBe(8);
    expect(prompt(user([{ type: 'text', text: 'hi' }]))).toBe(8);
    expect(prompt({ contents: [{ role: 'user', parts: [{ text: 'hi' }] }] })).toBe(8);
    expect(prompt({ ...user('hi'), temperature: 0.5, metadata: { a: 'long '.repeat(100) } })).toBe(8);
  });

  it('has tools, calls and results, and no ids or signatures', () => {
    const tool = { type: 'function', function: { name: 'weather', description: 'The weather in a city' } };
    expect(prompt({ ...user('hi'), tools: [tool] })).toBeGreaterThan(prompt(user('hi')) + 10);
    const signed = {
      messages: [{ role: 'assistant', content: 'hi', provider_fields: { google: 'x'.repeat(999) } }],
    };
    expect(prompt(signed)).toBe(8);
  });

  it('counts a picture by what it costs, not by its bytes', () => {
    const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(50_000)}` } };
    expect(prompt(user([{ type: 'text', text: 'hi' }, picture]))).toBe(93);
  });

  it('counts a picture so in a request that is too large to be looked into, too', () => {
    const data = Buffer.alloc(1_500_000, 0xa7).toString('base64');
    const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } };
    const large = prompt(user([{ type: 'text', text: 'What is this? '.repeat(300) }, picture]));
    expect(large).toBeGreaterThan(1_000);
    expect(large).toBeLessThan(2_000);
    expect(prompt(user('A word and a word. '.repeat(80_000)))).toBeGreaterThan(300_000);
  });

  it('counts the words of a document that is a text', () => {
    const words = 'All work and no play. '.repeat(200);
    const text = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: words } };
    const blocks = {
      type: 'document',
      source: { type: 'content', content: [{ type: 'text', text: words }] },
    };
    expect(prompt(user([text]))).toBeGreaterThan(1_000);
    expect(prompt(user([blocks]))).toBe(prompt(user([text])));
    const found = { type: 'search_result', source: 'https://a.example', title: 'A', content: [] };
    expect(prompt(user([found]))).toBeLessThan(30);
  });

  it('is of texts to embed, and of tokens', () => {
    expect(prompt({ input: ['hi', 'hi'] })).toBe(2);
    expect(prompt({ input: [[1, 2, 3], [4]] })).toBe(4);
  });

  it('takes bounded time for any text', () => {
    const texts = [
      'a'.repeat(900_000),
      'a b '.repeat(200_000),
      '🙂'.repeat(200_000),
      '\u0000'.repeat(100_000),
    ];
    let tokens: number[] = [];
    expect(cpuMs(() => (tokens = texts.map((text) => tokensIn(text, 'gpt-4o'))))).toBeLessThan(5_000);
    expect(tokens).toHaveLength(texts.length);
    expect(tokens.every((count, at) => count > (texts[at]?.length ?? 0) / 100)).toBe(true);
  });

  it.each([' ', '\n', '\t '])('takes no longer for blanks in a row than for words: %j', (blank) => {
    tokensIn('loads the tables', 'gpt-4o');
    const words = cpuMs(() => tokensIn('go on '.repeat(2_600), 'gpt-4o'));
    const blanks = cpuMs(() => tokensIn(blank.repeat(15_600 / blank.length), 'gpt-4o'));
    expect(blanks).toBeLessThan(5 * words + 50);
  });

  it('of an answer is of its texts, or of its frames and what is in them', () => {
    const call = callWith(user('hi'), { model: 'gpt-4o' });
    const choices = [
      { index: 0, message: { role: 'assistant', content: 'Hello, world!' }, finish_reason: '' },
    ];
    expect(estimatedUsage(call, { texts: choices })).toMatchObject({
      promptTokens: 8,
      completionTokens: 4,
      estimated: true,
    });
    expect(estimatedUsage(call, { frames: 12 }).completionTokens).toBe(12);
    expect(estimatedUsage(call, { frames: 3, characters: 400 }).completionTokens).toBe(100);
  });
});
