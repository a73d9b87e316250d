import {
  CLAUDE,
  HI,
  HI_TURN,
  LLAMA,
  bodyOf,
  mapped,
  tool,
  toolSpec,
} from '../../../test/support/bedrock-requests';
import { converseRequest } from './request';

function refusedWith(param: string): unknown {
  return expect.objectContaining({ code: 'INVALID_REQUEST', param }) as unknown;
}

describe('a request to Bedrock', () => {
  it('has system messages alone as what the user says, which is demanded', () => {
    expect(bodyOf({ messages: [{ role: 'system', content: 'Say hello.' }] })).toEqual({
      messages: [{ role: 'user', content: [{ text: 'Say hello.' }] }],
    });
  });

  it('is refused when no message has anything in it', () => {
    expect(() => bodyOf({ messages: [{ role: 'user', content: ' ' }] })).toThrow(
      refusedWith('messages') as Error,
    );
  });

  it('keeps the numbers of a tool’s arguments as they are written', () => {
    const call = {
      id: 'a',
      type: 'function',
      function: { name: 'f', arguments: '{"id":12345678901234567890}' },
    };
    const sent = JSON.stringify(bodyOf({ messages: [HI, { role: 'assistant', tool_calls: [call] }] }));
    expect(sent).toContain('"input":{"id":12345678901234567890}');
  });

  it('has system messages in front, one turn a role, and the parameters under their names', () => {
    const body = bodyOf({
      messages: [
        { role: 'system', content: 'Be kind.' },
        HI,
        { role: 'user', content: [{ type: 'text', text: 'there' }] },
        { role: 'developer', content: 'Be brief.' },
        { role: 'assistant', content: 'Hello ' },
      ],
      max_completion_tokens: 50,
      temperature: 0.5,
      stop: 'END',
      top_k: 5,
      user: 'u',
      seed: 1,
    });
    expect(body).toEqual({
      system: [{ text: 'Be kind.' }, { text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Hi' }, { text: 'there' }] },
        { role: 'assistant', content: [{ text: 'Hello' }] },
      ],
      inferenceConfig: { maxTokens: 50, temperature: 0.5, stopSequences: ['END'] },
      additionalModelRequestFields: { top_k: 5 },
    });
  });

  it('leaves out texts without anything to read in them, and turns without anything', () => {
    const messages = [HI, { role: 'assistant', content: ' ' }, { role: 'user', content: '' }];
    expect(bodyOf({ messages }).messages).toEqual([HI_TURN]);
  });

  it('holds images and documents, each document under a name of its own that the API takes', () => {
    const file = {
      type: 'file',
      file: { filename: 'my_report: v2.pdf', file_data: 'data:application/pdf;base64,QQ==' },
    };
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,AAAA' } },
      file,
      file,
      { type: 'text', text: 'What is this?' },
    ];
    expect(bodyOf({ messages: [{ role: 'user', content }] }).messages).toEqual([
      {
        role: 'user',
        content: [
          { image: { format: 'jpeg', source: { bytes: 'AAAA' } } },
          { document: { format: 'pdf', name: 'my-report- v2', source: { bytes: 'QQ==' } } },
          { document: { format: 'pdf', name: 'my-report- v2 (2)', source: { bytes: 'QQ==' } } },
          { text: 'What is this?' },
        ],
      },
    ]);
  });

  it.each([
    [
      'an image at an address',
      { type: 'image_url', image_url: { url: 'https://x.example/a.png' } },
      'image_url.url',
    ],
    [
      'an image of another format',
      { type: 'image_url', image_url: { url: 'data:image/bmp;base64,AA' } },
      'image_url.url',
    ],
    ['a stored file', { type: 'file', file: { file_id: 'f1' } }, 'file'],
    [
      'a file of another format',
      { type: 'file', file: { file_data: 'data:application/zip;base64,AA' } },
      'file',
    ],
    ['sound', { type: 'input_audio', input_audio: { format: 'wav', data: 'AA' } }, 'type'],
  ])('is refused for %s, naming it', (_what, part, field) => {
    expect(() => mapped({ messages: [{ role: 'user', content: [part] }] })).toThrow(
      refusedWith(`messages.0.content.0.${field}`) as Error,
    );
  });

  it('turns cache_control into cache points', () => {
    const cache_control = { type: 'ephemeral' };
    const body = bodyOf({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Long.', cache_control }] },
        {
          role: 'user',
          content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral', ttl: '1h' } }],
        },
      ],
      tools: [{ ...tool('look'), cache_control }],
    });
    const point = { cachePoint: { type: 'default' } };
    expect(body['system']).toEqual([{ text: 'Long.' }, point]);
    expect(body['messages']).toEqual([
      { role: 'user', content: [{ text: 'Hi' }, { cachePoint: { type: 'default', ttl: '1h' } }] },
    ]);
    expect(body['toolConfig']).toEqual({ tools: [toolSpec('look'), point] });
  });

  it('passes guardrails, other fields of the API and the service tier', () => {
    const guardrailConfig = { guardrailIdentifier: 'g', guardrailVersion: '1' };
    const additionalModelRequestFields = { top_k: 9 };
    expect(
      bodyOf({ guardrailConfig, additionalModelRequestFields, top_k: 5, service_tier: 'flex' }),
    ).toMatchObject({
      guardrailConfig,
      additionalModelRequestFields,
      serviceTier: { type: 'flex' },
    });
  });

  it('gives Claude its betas as a field, other models none', () => {
    const options = { betas: 'a-1, b-2', strictParams: false };
    const { body } = converseRequest({ messages: [HI] }, { ...options, model: CLAUDE });
    expect(body['additionalModelRequestFields']).toEqual({ anthropic_beta: ['a-1', 'b-2'] });
    expect(converseRequest({ messages: [HI] }, { ...options, model: LLAMA }).body).toEqual({
      messages: [HI_TURN],
    });
  });

  it.each([
    ['n', 2],
    ['logprobs', true],
    ['temperature', 'warm'],
    ['reasoning_effort', 'vast'],
  ])('is refused for %s %p', (param, value) => {
    expect(() => mapped({ [param]: value }, LLAMA)).toThrow(refusedWith(param) as Error);
  });

  it('drops what has no counterpart, and refuses it with strict parameters', () => {
    expect(bodyOf({ seed: 1 })).toEqual({ messages: [HI_TURN] });
    expect(() => mapped({ seed: 1 }, CLAUDE, true)).toThrow(refusedWith('seed') as Error);
    expect(() => mapped({ reasoning_effort: 'low' }, LLAMA, true)).toThrow(
      refusedWith('reasoning_effort') as Error,
    );
  });
});
