import { demandOf } from '../admission/call-demand';
import { estimatedTokens } from '../admission/token-reservation';
import { mayUse } from './call-demand-tokens';

const url = `data:image/png;base64,${Buffer.alloc(1_500_000, 0xfb).toString('base64')}`;

it.each([
  ['a picture', [{ type: 'image_url', image_url: { url } }]],
  ['a text', 'Tell me a story. '.repeat(100_000)],
])('what a lost call may have used for %s is what limits have reserved for it', (_, content) => {
  const body = { max_tokens: 100, messages: [{ role: 'user', content }] };
  const rawBody = Buffer.from(JSON.stringify(body));
  const { prompt, answer } = estimatedTokens({ params: {}, body, rawBody }, demandOf(['max_tokens']));
  expect(mayUse(rawBody, body, true)).toEqual({ input: prompt, output: answer });
  expect(mayUse(rawBody, body, false)).toEqual({ input: prompt, output: 0 });
});

it.each([
  [{ max_tokens: 1e308 }, 1_000_000_000],
  [{ max_completion_tokens: 1, max_tokens: 0.5 }, 1],
  [{ generationConfig: { maxOutputTokens: 1 }, generation_config: { max_output_tokens: '900' } }, 900],
  [{}, 256],
])('what a lost call may have used is a whole number that can be added up (%j)', (body, output) => {
  expect(mayUse(Buffer.from(JSON.stringify(body)), body, true).output).toBe(output);
});
