import { demandOf } from './call-demand';
import { estimatedTokens } from './token-reservation';

describe('estimatedTokens', () => {
  const chat = demandOf(['max_completion_tokens', 'max_tokens']);
  const gemini = demandOf(['generationConfig.maxOutputTokens']);

  it.each([
    [chat, { max_tokens: 100 }, 100],
    [chat, { max_tokens: 100, max_completion_tokens: 200 }, 200],
    [chat, { generationConfig: { maxOutputTokens: 8192 } }, 256],
    [chat, {}, 256],
    [chat, { max_tokens: -1 }, 256],
    [chat, { max_tokens: 200, max_completion_tokens: 1 }, 200],
    [chat, { max_tokens: '7' }, 7],
    [chat, { max_tokens: '' }, 256],
    [chat, { max_tokens: 0.5 }, 1],
    [chat, { max_tokens: 1e308 }, 1_000_000_000],
    [gemini, { generationConfig: { maxOutputTokens: 8192 } }, 8192],
    [gemini, { generationConfig: null }, 256],
    [gemini, { max_tokens: 100 }, 256],
    [demandOf([], 0), { input: 'x' }, 0],
  ])('counts the prompt and what the wire limits the answer to (%#)', (demand, body, answer) => {
    const tokens = estimatedTokens({ params: {}, body, rawBody: Buffer.alloc(401) }, demand);
    expect(tokens).toEqual({ prompt: 101, answer, isLimited: answer !== 256 });
  });

  it('counts a picture by what a model takes to look at it, and base64 that is a text as a text', () => {
    const picture = Buffer.alloc(1_500_000, 0xfb).toString('base64');
    const prompt = (content: unknown): number => {
      const rawBody = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content }] }));
      return estimatedTokens({ params: {}, body: {}, rawBody }, chat).prompt;
    };
    const url = `data:image/png;base64,${picture}`;
    expect(prompt([{ type: 'image_url', image_url: { url } }])).toBeLessThan(40_000);
    const small = `data:image/png;base64,${picture.slice(0, 20_000)}`;
    expect(prompt([{ type: 'image_url', image_url: { url: small } }])).toBeGreaterThan(1_599);
    expect(prompt(picture)).toBeGreaterThan(picture.length / 4);
  });
});
