import { sentTo } from '../../../../test/support/providers/sent-to-vendor';
import type { Fields } from '../../../../test/support/providers/sent-to-vendor';

const calling = (...inputs: string[]): Fields => ({
  model: 'm',
  messages: [
    { role: 'user', content: 'Hi' },
    {
      role: 'assistant',
      content: null,
      tool_calls: inputs.map((input, at) => ({
        id: `call_${at}`,
        type: 'function',
        function: { name: 'f', arguments: input },
      })),
    },
    ...inputs.map((_input, at) => ({ role: 'tool', tool_call_id: `call_${at}`, content: 'Wrong.' })),
  ],
});
const GOOD = '{ "n": 12345678901234567890 }';

describe('arguments that are no JSON object', () => {
  it.each(['vllm', 'ollama', 'alibaba'])('are wrapped for %s, which parses them', (vendor) => {
    const sent = sentTo(vendor, calling('{"path": "/a', '', '"a"', GOOD), { strict: true });
    expect(sent.body).toEqual(
      calling('{"INVALID_JSON":"{\\"path\\": \\"/a"}', '{}', '{"INVALID_JSON":"\\"a\\""}', GOOD),
    );
    expect(sent.dropped).toEqual([]);
  });

  it.each(['openai', 'local'])('stay as they are for %s', (vendor) => {
    expect(sentTo(vendor, calling('{"path": "/a')).body).toEqual(calling('{"path": "/a'));
  });
});
