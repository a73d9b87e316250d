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
    [chat, { max_tokens: '7' }, 256],
    [gemini, { generationConfig: { maxOutputTokens: 8192 } }, 8192],
    [gemini, { generationConfig: null }, 256],
    [gemini, { max_tokens: 100 }, 256],
    [demandOf([], 0), { input: 'x' }, 0],
  ])('counts the prompt and what the wire limits the answer to (%#)', (demand, body, answer) => {
    const tokens = estimatedTokens({ params: {}, body, rawBody: Buffer.alloc(401) }, demand);
    expect(tokens).toEqual({ prompt: 101, answer, isLimited: answer !== 256 });
  });
});
