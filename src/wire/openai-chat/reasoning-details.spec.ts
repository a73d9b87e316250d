/** `reasoning_details` of OpenRouter and of gateways like it: put together from their pieces, and back to who made them. */
import { writeGeminiRequest } from '../gemini/write-request';
import { writeResponsesRequest } from '../openai-responses/write-request';
import { openAiChatWire } from './openai-chat.wire';
import { ReasoningDetails } from './reasoning-details';

const piece = (more: object) => ({
  type: 'reasoning.text',
  format: 'anthropic-claude-v1',
  index: 0,
  ...more,
});

describe('reasoning details in pieces', () => {
  it('keep what signs them where a later piece has an empty signature', () => {
    const details = new ReasoningDetails();
    details.add([piece({ text: 'So', signature: null })]);
    details.add([piece({ text: '', signature: 'c2ln' })]);
    details.add([piece({ text: '.', signature: '' })]);
    const whole = piece({ text: 'So.', signature: 'c2ln' });
    expect(details.take()).toEqual({ type: 'reasoning_details', details: [whole] });
    expect(details.take()).toBeUndefined();
  });

  it('are not told while they are text alone, which the reasoning says already', () => {
    const details = new ReasoningDetails();
    details.add([piece({ text: 'So' }), piece({ text: ' on', signature: '' })]);
    expect(details.take()).toBeUndefined();
  });
});

describe('encrypted reasoning that comes back', () => {
  const TARGET = { model: 'gemini-3-pro-preview', maxOutputTokens: 1_000, stream: false, strict: true };
  const sealed = (format: string, more: object = {}) => ({
    type: 'reasoning.encrypted',
    data: 'c2VhbGVk',
    format,
    index: 0,
    ...more,
  });
  const request = (...details: object[]) => {
    const call = (id: string) => ({ id, type: 'function', function: { name: 'look', arguments: '{}' } });
    const results = ['a', 'b'].map((id) => ({ role: 'tool', tool_call_id: id, content: 'Found.' }));
    const said = { role: 'assistant', reasoning_details: details, tool_calls: [call('a'), call('b')] };
    return openAiChatWire.readRequest({ messages: [{ role: 'user', content: 'Look.' }, said, ...results] });
  };

  it.each([
    ['of the call that it names', { id: 'b' }, ['skip_thought_signature_validator', 'c2VhbGVk']],
    ['of the first call', {}, ['c2VhbGVk', undefined]],
  ])('is the signature of Gemini, %s', (_what, more, signatures) => {
    const { contents } = writeGeminiRequest(request(sealed('google-gemini-v1', more)), TARGET).body as {
      contents: { parts: { thoughtSignature?: string }[] }[];
    };
    expect(contents[1]?.parts).toEqual(
      signatures.map((thoughtSignature, index) => ({
        functionCall: { id: ['a', 'b'][index], name: 'look', args: {} },
        ...(thoughtSignature === undefined ? {} : { thoughtSignature }),
      })),
    );
  });

  it.each(['openai-responses-v1', 'azure-openai-responses-v1'])('is an item of Responses (%s)', (format) => {
    const summary = { type: 'reasoning.summary', summary: 'So.', format, index: 0 };
    const target = { ...TARGET, model: 'gpt-5' };
    const { body } = writeResponsesRequest(request(summary, sealed(format, { id: 'rs_1' })), target);
    expect((body as { input: unknown[] }).input[1]).toEqual({
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'So.' }],
      encrypted_content: 'c2VhbGVk',
    });
  });

  it('is left out where the model does not reason, which refuses it', () => {
    const given = request(sealed('openai-responses-v1', { id: 'rs_1' }));
    const { body } = writeResponsesRequest(given, { ...TARGET, model: 'gpt-4.1' });
    expect(JSON.stringify(body)).not.toMatch(/reasoning|c2VhbGVk/);
  });
});
