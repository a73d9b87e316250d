import { areEmptyFrames } from './empty-frames';

const frame = (parts: unknown[], more: object = {}): string =>
  `data: ${JSON.stringify({ candidates: [{ content: { role: 'model', parts }, ...more }] })}\n\n`;

describe('frames', () => {
  it.each<[what: string, frames: string, isEmpty: boolean]>([
    ['an empty text', frame([{ text: '' }]), true],
    ['no parts', frame([]), true],
    ['an empty thought', frame([{ text: '', thought: true }]), true],
    ['a token', frame([{ text: 'a' }]), false],
    ['a signature', frame([{ text: '', thoughtSignature: 'x' }]), false],
    ['a call', frame([{ functionCall: { name: 'f' } }]), false],
    ['a finish', frame([{ text: '' }], { finishReason: 'STOP' }), false],
    ['a prompt that is refused', 'data: {"promptFeedback":{"blockReason":"SAFETY"}}\n\n', false],
    ['more than such frames have', frame([{ text: '', thought: 'a'.repeat(5_000) }]), false],
  ])('of %s', (_what, frames, isEmpty) => {
    expect(areEmptyFrames(Buffer.from(frames))).toBe(isEmpty);
  });
});
