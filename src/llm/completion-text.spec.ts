import { CompletionText } from './completion-text';

it.each([1, 7, 64, 16_384])('the texts of completions are counted in pieces of %d bytes', (pieceBytes) => {
  const choices = [
    { text: 'a "quoted" \\\\ text', index: 0, logprobs: { tokens: ['a'], text_offset: [0] } },
    { text: '', index: 1 },
    { text: 'x'.repeat(200), index: 2 },
  ];
  const bytes = choices.reduce((sum, { text }) => sum + text.length, 0);
  for (const blanks of [0, 2]) {
    const answer = Buffer.from(JSON.stringify({ object: 'text_completion', choices }, null, blanks));
    const counted = new CompletionText();
    for (let at = 0; at < answer.length; at += pieceBytes) counted.add(answer.subarray(at, at + pieceBytes));
    expect(counted.bytes).toBe(bytes);
  }
});
