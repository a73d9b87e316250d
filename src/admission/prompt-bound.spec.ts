import { createHash } from 'node:crypto';
import { tokensIn } from '../llm/token-count';
import { promptBound } from './prompt-bound';

const noise = Array.from({ length: 40 }, (_, at) => createHash('sha256').update(String(at)).digest());

describe('the bound of a prompt', () => {
  it.each([
    ['English', 'The quick brown fox jumps over the lazy dog, and nobody minds. '.repeat(10)],
    ['rare words', 'antidisestablishmentarianism floccinaucinihilipilification '.repeat(5)],
    ['German', 'Donaudampfschifffahrtsgesellschaftskapitän und Straßenbahnhaltestelle. '.repeat(5)],
    ['Russian', 'Съешь ещё этих мягких французских булок, да выпей же чаю. '.repeat(5)],
    ['Chinese', '敏捷的棕色狐狸跳过了懒狗，没有人介意。'.repeat(10)],
    ['Japanese', 'いろはにほへと ちりぬるを わかよたれそ つねならむ。'.repeat(8)],
    ['Hindi', 'सभी मनुष्य जन्म से स्वतंत्र और समान हैं। '.repeat(8)],
    ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈🦄✨'.repeat(10)],
    ['numbers', '3.14159265358979 2718281828 1,000,000 '.repeat(10)],
    ['code', 'for (let i = 0; i < n; i++) { a[i] += b[i]?.x ?? -1; }\n'.repeat(10)],
    ['base64', Buffer.concat(noise).toString('base64')],
    ['hex', Buffer.concat(noise).toString('hex')],
  ])('is not below the tokens of %s', (_, text) => {
    const body = Buffer.from(JSON.stringify({ model: 'a', messages: [{ role: 'user', content: text }] }));
    const tokens = tokensIn(text, 'gpt-4o');
    const bound = promptBound(body, Math.ceil(body.length / 4));
    expect(bound).toBeGreaterThanOrEqual(tokens);
    expect(bound).toBeLessThan(tokens * 7 + 60);
  });

  it('is by size where a body is large', () => {
    expect(promptBound(Buffer.alloc(20_000, 'é'), 5_000)).toBe(5_000);
    expect(promptBound(undefined, 7)).toBe(7);
  });
});
