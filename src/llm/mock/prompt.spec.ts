import { promptTokens } from './prompt';
import { chatUsage } from './usage';

it('counts words, media, tools and tool calls, and grows with each', () => {
  const plain = [{ role: 'user', content: 'one two three' }];
  const image = [{ role: 'user', content: [{ type: 'text', text: 'one two three' }, { type: 'image_url' }] }];
  const tools = [{ type: 'function', function: { name: 'now', parameters: {} } }];
  expect(promptTokens({ messages: plain })).toBe(10);
  expect(promptTokens({ messages: image })).toBe(95);
  expect(promptTokens({ messages: plain, tools })).toBeGreaterThan(12);
  expect(promptTokens({})).toBe(3);
});

it('counts tools that are nested deeper than a stack', () => {
  let nested: unknown = {};
  for (let level = 0; level < 100_000; level += 1) nested = { level: nested };
  expect(promptTokens({ tools: nested })).toBe(100_003);
});

it('counts long prompts as cached in whole blocks', () => {
  expect(chatUsage(1_023, [], 1).cachedTokens).toBe(0);
  expect(chatUsage(1_200, [], 1).cachedTokens).toBe(1_152);
});
