import {
  CLAUDE,
  CLAUDE_STRUCTURED,
  HI,
  HI_TURN,
  LLAMA,
  NOVA_2,
  bodyOf,
  mapped,
  tool,
  toolCall,
  toolSpec,
} from '../../../test/support/providers/bedrock-requests';

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

  it('has system messages at their place, one turn a role, and the parameters under their names', () => {
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
      system: [{ text: 'Be kind.' }],
      messages: [
        {
          role: 'user',
          content: [{ text: 'Hi' }, { text: 'there' }, { text: '<system>\nBe brief.\n</system>' }],
        },
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

  it('has sounds for models that hear them, and addresses of S3', () => {
    const partOf = (part: object, model?: string): unknown => {
      const { messages } = bodyOf({ messages: [{ role: 'user', content: [part] }] }, model);
      return (messages as [{ content: unknown[] }])[0].content.at(-1);
    };
    const sound = { type: 'input_audio', input_audio: { format: 'wav', data: 'AAAA' } };
    const audio = { format: 'wav', source: { bytes: 'AAAA' } };
    expect(partOf(sound, 'mistral.voxtral-small-24b-2507')).toEqual({ audio });
    expect(partOf(sound, 'us.amazon.nova-2-omni-v1:0')).toEqual({ audio });
    const at = (uri: string): object => ({ source: { s3Location: { uri } } });
    const url = 's3://bucket/a.png';
    expect(partOf({ type: 'image_url', image_url: { url } })).toEqual({
      image: { format: 'png', ...at(url) },
    });
    const file = (file_data: string): object => ({ type: 'file', file: { file_data } });
    expect(partOf(file('s3://bucket/a.pdf'))).toMatchObject({ document: at('s3://bucket/a.pdf') });
    expect(partOf(file('s3://bucket/a.mp4'), NOVA_2)).toEqual({
      video: { format: 'mp4', ...at('s3://bucket/a.mp4') },
    });
  });

  it('has Nova search the web, which takes no options for it', () => {
    const systemTool = { name: 'nova_grounding' };
    const web_search_options = { search_context_size: 'high' };
    const { body, dropped } = mapped({ web_search_options, tools: [tool('a')] }, NOVA_2);
    expect(body['toolConfig']).toEqual({ tools: [toolSpec('a'), { systemTool }] });
    expect(dropped).toEqual(['web_search_options.search_context_size']);
    const byTool = mapped({ tools: [{ type: 'web_search' }] }, NOVA_2);
    expect(byTool).toMatchObject({ body: { toolConfig: { tools: [{ systemTool }] } }, dropped: [] });
    expect(() => mapped({ web_search_options: {} })).toThrow(refusedWith('web_search_options') as Error);
  });

  it('asks Claude for its count of thinking where it thinks', () => {
    const paths = { additionalModelResponseFieldPaths: ['/usage/output_tokens_details'] };
    expect(bodyOf({ reasoning_effort: 'low' })).toMatchObject(paths);
    expect(bodyOf({})).not.toHaveProperty('additionalModelResponseFieldPaths');
  });

  it('turns cache_control into cache points', () => {
    const cache_control = { type: 'ephemeral' };
    const body = bodyOf(
      {
        messages: [
          { role: 'system', content: [{ type: 'text', text: 'Long.', cache_control }] },
          {
            role: 'user',
            content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral', ttl: '1h' } }],
          },
        ],
        tools: [{ ...tool('look'), cache_control }],
      },
      CLAUDE_STRUCTURED,
    );
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
    const { body } = mapped({}, CLAUDE, false, 'a-1, b-2');
    expect(body['additionalModelRequestFields']).toEqual({ anthropic_beta: ['a-1', 'b-2'] });
    expect(mapped({}, LLAMA, false, 'a-1, b-2').body).toEqual({ messages: [HI_TURN] });
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

  it('keeps a system message amid the conversation at its place, told by the user', () => {
    const LATE = { role: 'system', content: 'Be brief.' };
    const ANSWER = { role: 'assistant', content: 'Yes.' };
    expect(bodyOf({ messages: [HI, ANSWER, LATE, HI] })).toEqual({
      messages: [
        HI_TURN,
        { role: 'assistant', content: [{ text: 'Yes.' }] },
        { role: 'user', content: [{ text: '<system>\nBe brief.\n</system>' }, { text: 'Hi' }] },
      ],
    });
  });

  it('has the user begin a conversation that begins with the assistant, which is refused', () => {
    const { messages } = bodyOf({ messages: [{ role: 'assistant', content: 'Welcome.' }, HI] });
    expect(messages).toEqual([
      { role: 'user', content: [{ text: expect.stringMatching(/\S/) as unknown }] },
      { role: 'assistant', content: [{ text: 'Welcome.' }] },
      HI_TURN,
    ]);
  });

  it('puts the cache point of a whole message behind it, in each role', () => {
    const cache_control = { type: 'ephemeral', ttl: '1h' };
    const point = { cachePoint: { type: 'default', ttl: '1h' } };
    const body = bodyOf(
      {
        messages: [
          { role: 'system', content: 'Long.', cache_control },
          { ...HI, cache_control },
          { role: 'assistant', content: 'Yes.', tool_calls: [toolCall('t1', 'look')], cache_control },
          { role: 'tool', tool_call_id: 't1', content: 'dark', cache_control },
        ],
      },
      CLAUDE_STRUCTURED,
    );
    expect(body['system']).toEqual([{ text: 'Long.' }, point]);
    expect(body['messages']).toEqual([
      { role: 'user', content: [{ text: 'Hi' }, point] },
      {
        role: 'assistant',
        content: [{ text: 'Yes.' }, { toolUse: { toolUseId: 't1', name: 'look', input: {} } }, point],
      },
      { role: 'user', content: [{ toolResult: { toolUseId: 't1', content: [{ text: 'dark' }] } }, point] },
    ]);
  });

  it('keeps a refusal of an earlier answer', () => {
    const { messages } = bodyOf({ messages: [HI, { role: 'assistant', content: null, refusal: 'No.' }, HI] });
    expect(messages).toEqual([HI_TURN, { role: 'assistant', content: [{ text: 'No.' }] }, HI_TURN]);
  });

  it('names images by their registered media type, and by what their bytes say', () => {
    const image = (url: string): object => ({ type: 'image_url', image_url: { url } });
    const content = [image('data:image/jpg;base64,AAAA'), image('data:image/jpeg;base64,iVBORw0KGgoAAAA=')];
    expect(bodyOf({ messages: [{ role: 'user', content }] })['messages']).toMatchObject([
      { content: [{ image: { format: 'jpeg' } }, { image: { format: 'png' } }] },
    ]);
  });

  it('puts words beside a document that has none, and into a result that says nothing', () => {
    const file = { type: 'file', file: { file_data: 'data:application/pdf;base64,QQ==' } };
    const call = { id: 't1', type: 'function', function: { name: 'f', arguments: '{}' } };
    const messages = [
      { role: 'user', content: [file] },
      { role: 'assistant', tool_calls: [call] },
      { role: 'tool', tool_call_id: 't1', content: ' ' },
      { role: 'user', content: [{ type: 'text', text: 'And this?' }, file] },
    ];
    const user = bodyOf({ messages })['messages'] as { content: object[] }[];
    expect(user[0]?.content).toMatchObject([{ text: '(The user sent a document.)' }, { document: {} }]);
    expect(user[2]?.content).toMatchObject([
      { toolResult: { content: [{ text: '(The tool returned nothing.)' }] } },
      { text: 'And this?' },
      { document: {} },
    ]);
    const alone = bodyOf({ messages: [...messages.slice(0, 3), { role: 'user', content: [file] }] });
    expect((alone['messages'] as { content: object[] }[])[2]?.content).toMatchObject([
      { toolResult: {} },
      { text: '(The user sent a document.)' },
      { document: {} },
    ]);
  });

  it('takes the marks of OpenAI’s callers: the last four, all with the longer life where one asks for it', () => {
    const part = (text: string, more: object = {}): object => ({
      type: 'text',
      text,
      prompt_cache_breakpoint: { mode: 'explicit', ...more },
    });
    const content = ['a', 'b', 'c', 'd'].map((text) => part(text));
    const points = (body: object): unknown =>
      (body as { messages: { content: { cachePoint?: object }[] }[] }).messages[0]?.content.flatMap(
        ({ cachePoint }) => cachePoint ?? [],
      );
    const four = Array.from({ length: 4 }, () => ({ type: 'default' }));
    expect(points(bodyOf({ messages: [{ role: 'user', content: [...content, part('e')] }] }))).toEqual(four);
    const longer = bodyOf(
      { messages: [{ role: 'user', content: [...content, part('e', { ttl: '12h' })] }] },
      CLAUDE_STRUCTURED,
    );
    expect(points(longer)).toEqual(four.map((point) => ({ ...point, ttl: '1h' })));
  });

  it('asks for citations of a document', () => {
    const file = { file_data: 'data:application/pdf;base64,QQ==' };
    const document = { type: 'file', file, citations: { enabled: true }, context: 'Of 2024.' };
    const content = [document, { type: 'text', text: 'What is new?' }];
    expect(bodyOf({ messages: [{ role: 'user', content }] })['messages']).toMatchObject([
      {
        content: [
          { document: { format: 'pdf', citations: { enabled: true }, context: 'Of 2024.' } },
          { text: 'What is new?' },
        ],
      },
    ]);
  });

  it.each<[object, readonly string[]]>([
    [{ seed: 1, user: 'u', store: true }, ['seed', 'store', 'user']],
    [{ service_tier: 'scale' }, ['service_tier']],
    [{ stop: ['\n', 'END'] }, ['stop']],
    [{ temperature: 1.5 }, ['temperature']],
    [{ tools: [{ type: 'web_search' }] }, ['tools.0']],
    [{ tools: [tool('a', { strict: true })] }, ['tools.0.strict']],
  ])('%j: names what it drops, and refuses each with strict parameters', (body, names) => {
    const given = body as Readonly<Record<string, unknown>>;
    expect([...mapped(given).dropped].sort()).toEqual(names);
    expect(() => mapped(given, CLAUDE, true)).toThrow(refusedWith(names[0] ?? '') as Error);
  });

  it('drops nothing of what it takes', () => {
    const body = {
      max_tokens: 5,
      temperature: 0.5,
      top_k: 3,
      stop: 'END',
      service_tier: 'auto',
      reasoning_effort: 'none',
    };
    expect(mapped(body, CLAUDE, true).dropped).toEqual([]);
  });
});
