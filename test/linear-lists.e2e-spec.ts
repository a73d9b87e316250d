/** Lists of a request, each of which a caller may make as long as a body can be. */
import { writeConverseRequest } from '../src/wire/bedrock-converse/write-request';
import { anthropicMessagesWire } from '../src/wire/anthropic-messages/anthropic-messages.wire';
import { writeMessagesRequest } from '../src/wire/anthropic-messages/write-request';
import type { CanonicalRequest } from '../src/wire/canonical/canonical-request';
import { PartSeal } from '../src/wire/canonical/part-seal';
import { openAiChatWire } from '../src/wire/openai-chat/openai-chat.wire';
import { writeChatRequest } from '../src/wire/openai-chat/write-request';
import { geminiWire } from '../src/wire/gemini/gemini.wire';
import { writeGeminiRequest } from '../src/wire/gemini/write-request';
import { writeResponsesRequest } from '../src/wire/openai-responses/write-request';
import type { JsonObject } from '../src/json/json-object';
import { MOST_GROWTH, cpuMs, growth } from './support/observation/cpu-time';

const SEAL = new PartSeal(Buffer.alloc(32, 1));
const WIRES = {
  chat: openAiChatWire,
  messages: anthropicMessagesWire(SEAL),
  gemini: geminiWire(SEAL),
};
const WRITERS: readonly [string, (request: CanonicalRequest, target: Target) => unknown][] = [
  ['gpt-4o', writeChatRequest],
  ['gpt-5', writeResponsesRequest],
  ['claude-sonnet-4-5', writeMessagesRequest],
  ['gemini-3-pro-preview', writeGeminiRequest],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', writeConverseRequest],
];
type Target = Parameters<typeof writeChatRequest>[1];

const HI = { role: 'user', content: 'Hi' };
const list = <T>(length: number, one: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => one(index));
const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
const tool = (index: number) => ({
  type: 'function',
  function: { name: `f${index}`, parameters: { type: 'object' } },
});
const use = (index: number) => ({ type: 'tool_use', id: `t${index}`, name: 'f', input: {} });
const result = (index: number) => ({ type: 'tool_result', tool_use_id: `t${index}`, content: 'r' });

const LISTS: readonly [keyof typeof WIRES, string, (length: number) => JsonObject][] = [
  [
    'chat',
    'fields that nobody knows',
    (n) => ({ messages: [HI], ...Object.fromEntries(list(n, (at) => [`x${at}`, 1])) }),
  ],
  [
    'chat',
    'allowed tools',
    (n) => ({
      messages: [HI],
      tools: list(n, tool),
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: list(n, tool) } },
    }),
  ],
  [
    'chat',
    'required properties of a strict schema',
    (n) => ({
      messages: [HI],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 's',
          strict: true,
          schema: {
            type: 'object',
            properties: Object.fromEntries(list(n, (at) => [`p${at}`, { type: 'string' }])),
            required: list(n, (at) => `p${at}`),
            additionalProperties: false,
          },
        },
      },
    }),
  ],
  [
    'chat',
    'calls of one answer, and what Google signed of each',
    (n) => ({
      messages: [
        HI,
        {
          role: 'assistant',
          reasoning_details: list(n, (at) => ({
            type: 'reasoning.encrypted',
            data: 'x',
            format: 'google-gemini-v1',
            id: `c${at}`,
          })),
          tool_calls: list(n, (at) => call(`c${at}`)),
        },
        ...list(n, (at) => ({ role: 'tool', tool_call_id: `c${at}`, content: 'r' })),
      ],
    }),
  ],
  [
    'chat',
    'answers that call, one behind the other',
    (n) => ({
      messages: [
        HI,
        ...list(n, (at) => ({ role: 'assistant', tool_calls: [call(`c${at}`)] })),
        ...list(n, (at) => ({ role: 'tool', tool_call_id: `c${at}`, content: 'r' })),
      ],
    }),
  ],
  [
    'messages',
    'rounds of calls',
    (n) => ({
      max_tokens: 9,
      messages: [
        HI,
        ...list(n, (at) => [
          { role: 'assistant', content: [use(at)] },
          { role: 'user', content: [result(at)] },
        ]).flat(),
      ],
    }),
  ],
  [
    'messages',
    'tools that come amid the conversation',
    (n) => ({
      max_tokens: 9,
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
      messages: [
        HI,
        {
          role: 'system',
          content: list(n, (at) => ({
            type: 'tool_addition',
            tool: {
              type: 'tool_definition',
              definition: { name: `g${at}`, input_schema: { type: 'object' } },
            },
          })),
        },
        { role: 'user', content: 'Go on.' },
      ],
    }),
  ],
  [
    'messages',
    'documents of one name',
    (n) => ({
      max_tokens: 9,
      messages: [
        {
          role: 'user',
          content: list(n, () => ({
            type: 'document',
            title: 'same',
            source: { type: 'text', media_type: 'text/plain', data: 'x' },
          })),
        },
      ],
    }),
  ],
  [
    'gemini',
    'calls without ids',
    (n) => ({
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: list(n, (at) => ({ functionCall: { name: `f${at}`, args: {} } })) },
        {
          role: 'user',
          parts: list(n, (at) => ({ functionResponse: { name: `f${n - 1 - at}`, response: {} } })),
        },
      ],
    }),
  ],
  [
    'gemini',
    "contents of the model's, one behind the other",
    (n) => ({
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        ...list(n, () => ({ role: 'model', parts: [{ text: 'x' }] })),
        { role: 'user', parts: [{ text: 'Go on.' }] },
      ],
    }),
  ],
];
const LENGTH = 3_000;
/** A list eight times as long is read in less, and written, also on a slow machine, unless each entry is held against all others. */
const LINEAR_MS = 300;

/** Fails where work for a list takes as long as one that holds each entry against all others. */
function expectLinear(what: string, work: (length: number) => unknown): void {
  if (cpuMs(() => work(LENGTH * 8)) < LINEAR_MS) return;
  const times = growth(work, LENGTH);
  if (times > MOST_GROWTH) throw new Error(`${what}: ${times.toFixed(0)} times as long`);
}

/** Makes what depends on a length alone once for each. */
function once<T>(make: (length: number) => T): (length: number) => T {
  const made = new Map<number, T>();
  return (length) => {
    const known = made.get(length) ?? make(length);
    made.set(length, known);
    return known;
  };
}

describe('time grows with the length of a list, not with its square', () => {
  it.each(LISTS)('%s: %s', (wire, _what, body) => {
    const bodyOf = once(body);
    const requestOf = once((length) => WIRES[wire].readRequest(bodyOf(length)));
    // What is refused would be quick. And the long one is not to be made while writers are timed.
    requestOf(2);
    requestOf(LENGTH * 8);
    expectLinear('read', (length) => WIRES[wire].readRequest(bodyOf(length)));
    for (const [model, write] of WRITERS) {
      const target = { model, maxOutputTokens: 1_000, stream: false, strict: false };
      write(requestOf(2), target);
      expectLinear(`written for ${model}`, (length) => write(requestOf(length), target));
    }
  });
});
