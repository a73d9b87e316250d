import fc from 'fast-check';
import type { JsonObject } from '../json/json-object';
import { writeMessagesRequest } from './anthropic-messages/write-request';
import { readMessagesRequest } from './anthropic-messages/read-request';
import type { CanonicalRequest } from './canonical/canonical-request';
import { PartSeal } from './canonical/part-seal';
import { readGeminiRequest } from './gemini/read-request';
import { writeGeminiRequest } from './gemini/write-request';
import { readChatRequest } from './openai-chat/read-request';
import { writeChatRequest } from './openai-chat/write-request';
import { readResponsesRequest } from './openai-responses/read-request';
import { readTools } from './openai-responses/read-tools';
import { writeResponsesRequest } from './openai-responses/write-request';

const SEAL = new PartSeal(Buffer.alloc(32, 1)).of('key');
const target = (model: string) => ({ model, maxOutputTokens: 4_096, stream: false, strict: false });

/** Through a provider's side of a wire and back through its door's side. */
const WIRES: Readonly<Record<string, (request: CanonicalRequest) => CanonicalRequest>> = {
  'openai-chat': (request) => readChatRequest(writeChatRequest(request, target('gpt-5')).body),
  'openai-responses': (request) => {
    const { body } = writeResponsesRequest(request, target('gpt-5'));
    return readResponsesRequest(body, readTools(body), SEAL);
  },
  'anthropic-messages': (request) =>
    readMessagesRequest(writeMessagesRequest(request, target('claude-opus-4-8')).body, SEAL),
  gemini: (request) =>
    readGeminiRequest(writeGeminiRequest(request, target('gemini-3-pro-preview')).body, SEAL),
};

const words = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((text) => text.trim() !== '' && text.isWellFormed());
const args = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null)),
  {
    maxKeys: 4,
  },
);
const PNG = 'data:image/png;base64,iVBORw0KGgo=';

/** A user's turn, and an answer that says something or calls tools whose results follow. */
const exchange = fc.record({
  asked: words,
  picture: fc.boolean(),
  said: words,
  calls: fc.array(fc.record({ name: fc.constantFrom('weather', 'clock'), args, result: words }), {
    maxLength: 3,
  }),
});

type Exchange = typeof exchange extends fc.Arbitrary<infer T> ? T : never;

function chatBody(exchanges: readonly Exchange[], last: string): JsonObject {
  const messages = exchanges.flatMap(({ asked, picture, said, calls }, turn) => {
    const ids = calls.map((_call, at) => `call_${turn}_${at}`);
    const content = picture
      ? [
          { type: 'text', text: asked },
          { type: 'image_url', image_url: { url: PNG } },
        ]
      : asked;
    const made = calls.map((call, at) => ({
      id: ids[at],
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.args) },
    }));
    return [
      { role: 'user', content },
      { role: 'assistant', content: said, ...(made.length > 0 && { tool_calls: made }) },
      ...calls.map(({ result }, at) => ({ role: 'tool', tool_call_id: ids[at], content: result })),
    ];
  });
  const parameters = { type: 'object', properties: { city: { type: 'string' } } };
  return {
    model: 'm',
    messages: [...messages, { role: 'user', content: last }],
    tools: ['weather', 'clock'].map((name) => ({
      type: 'function',
      function: { name, description: `The ${name}.`, parameters },
    })),
    max_completion_tokens: 100,
  };
}

/** What every wire can say of a request, in one form. */
function gist({ turns, tools, settings }: CanonicalRequest): object {
  const ids: string[] = [];
  const said: string[] = [];
  for (const { role, parts } of turns) {
    for (const part of parts) {
      if (part.kind === 'text') said.push(`${role}: ${part.text}`);
      if (part.kind === 'image')
        said.push(`${role}: ${part.source.type === 'inline' ? part.source.data : ''}`);
      if (part.kind === 'tool_call') {
        ids.push(part.id);
        said.push(`call ${part.name} ${JSON.stringify(JSON.parse(part.input))}`);
      }
      if (part.kind === 'tool_result') {
        const text = part.parts.map((inner) => (inner.kind === 'text' ? inner.text : '')).join('');
        said.push(`result of call ${ids.lastIndexOf(part.callId)}: ${text}`);
      }
    }
  }
  const offered = tools.map((tool) =>
    tool.kind === 'function' ? [tool.name, tool.description, tool.parameters] : [],
  );
  return { said, offered, most: settings.maxTokens };
}

describe.each(Object.keys(WIRES))('a request that goes over %s', (name) => {
  it('loses nothing that both sides can say', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 3 }), words, (exchanges, last) => {
        const request = readChatRequest(chatBody(exchanges, last));
        const through = WIRES[name]?.(request);
        expect(through && gist(through)).toEqual(gist(request));
      }),
      { numRuns: 200 },
    );
  });
});
