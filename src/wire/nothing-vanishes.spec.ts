/** What a caller asks for at any door reaches a provider in some form, or is named, or is refused; in strict mode not named. */
import { GatewayError } from '../errors/gateway-error';
import type { JsonObject } from '../json/json-object';
import { anthropicMessagesWire } from './anthropic-messages/anthropic-messages.wire';
import { writeMessagesRequest } from './anthropic-messages/write-request';
import { writeConverseRequest } from './bedrock-converse/write-request';
import { PartSeal } from './canonical/part-seal';
import type { CanonicalRequest } from './canonical/canonical-request';
import type { Target, Written } from './canonical/written';
import { geminiWire } from './gemini/gemini.wire';
import { writeGeminiRequest } from './gemini/write-request';
import { openAiChatWire } from './openai-chat/openai-chat.wire';
import { writeChatRequest } from './openai-chat/write-request';
import { readResponsesRequest } from './openai-responses/read-request';
import { readTools } from './openai-responses/read-tools';
import { writeResponsesRequest } from './openai-responses/write-request';

const SEAL = new PartSeal(Buffer.alloc(32, 1));
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const PDF = Buffer.from('%PDF-1.4').toString('base64');
const SCHEMA = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
const MARK = { type: 'ephemeral' };

interface Door {
  readonly read: (body: JsonObject) => CanonicalRequest;
  /** Requests that differ in one thing: without it, and with it. */
  readonly pairs: readonly (readonly [what: string, without: JsonObject, with_: JsonObject])[];
}

/** Pairs of requests: each field beside those of the base. */
function fields(base: JsonObject, given: JsonObject): Door['pairs'] {
  return Object.entries(given).map(([name, value]) => [name, base, { ...base, [name]: value }] as const);
}

const CHAT = { messages: [{ role: 'user', content: 'Hi' }] };
const CHAT_TOOL = { type: 'function', function: { name: 'f', parameters: SCHEMA } };
const CHAT_TOOLS = { ...CHAT, tools: [CHAT_TOOL] };
const CHAT_ROUND = [
  { role: 'user', content: 'Hi' },
  {
    role: 'assistant',
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
  },
];
const chatParts = (...content: JsonObject[]): JsonObject => ({ messages: [{ role: 'user', content }] });
const image = (more: JsonObject, beside: JsonObject = {}): JsonObject =>
  chatParts({
    type: 'image_url',
    image_url: { url: `data:image/png;base64,${PNG}`, ...more },
    ...beside,
  });
const chatTool = (fn: JsonObject, beside: JsonObject = {}): JsonObject => ({
  ...CHAT,
  tools: [{ type: 'function', function: { ...CHAT_TOOL.function, ...fn }, ...beside }],
});

const MESSAGES = { max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] };
const MESSAGES_TOOL = { name: 'f', input_schema: SCHEMA };
const MESSAGES_TOOLS = { ...MESSAGES, tools: [MESSAGES_TOOL] };
const messagesBlocks = (...content: JsonObject[]): JsonObject => ({
  ...MESSAGES,
  messages: [{ role: 'user', content }],
});
const pdf = (more: JsonObject = {}): JsonObject =>
  messagesBlocks({
    type: 'document',
    source: { type: 'base64', media_type: 'application/pdf', data: PDF },
    ...more,
  });
const messagesResult = (more: JsonObject): JsonObject => ({
  ...MESSAGES,
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'f', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'no', ...more }] },
  ],
});

const PICTURE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } };
const textDocument = (more: JsonObject): JsonObject =>
  messagesBlocks({
    type: 'document',
    source: { type: 'text', media_type: 'text/plain', data: 'Words' },
    ...more,
  });
const messagesAnswer = (...content: JsonObject[]): JsonObject => ({
  ...MESSAGES,
  messages: [...MESSAGES.messages, { role: 'assistant', content }, ...MESSAGES.messages],
});

const GEMINI = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] };
const GEMINI_TOOLS = { ...GEMINI, tools: [{ functionDeclarations: [{ name: 'f', parameters: SCHEMA }] }] };

const RESPONSES = { input: 'Hi' };
const RESPONSES_FILE = {
  type: 'input_file',
  filename: 'a.pdf',
  file_data: `data:application/pdf;base64,${PDF}`,
};
const RESPONSES_TOOLS = { ...RESPONSES, tools: [{ type: 'function', name: 'f', parameters: SCHEMA }] };

const DOORS: Readonly<Record<string, Door>> = {
  chat: {
    read: (body) => openAiChatWire.readRequest(body),
    pairs: [
      ...fields(CHAT, {
        ...{ temperature: 0.3, top_p: 0.5, top_k: 5, max_tokens: 7, max_completion_tokens: 8, stop: ['x'] },
        ...{ n: 2, logprobs: true, presence_penalty: 1, frequency_penalty: 1, logit_bias: { 1: 2 }, seed: 4 },
        ...{ user: 'u', safety_identifier: 's', metadata: { a: 'b' }, store: true, service_tier: 'flex' },
        ...{ reasoning_effort: 'high', verbosity: 'low', modalities: ['text', 'audio'] },
        ...{ audio: { voice: 'v', format: 'wav' }, prediction: { type: 'content', content: 'x' } },
        response_format: { type: 'json_schema', json_schema: { name: 'n', schema: SCHEMA } },
        ...{ tools: [CHAT_TOOL], web_search_options: {}, functions: [{ name: 'f' }] },
        ...{ prompt_cache_key: 'k', prompt_cache_retention: '24h', tool_choice: 'required', foo_bar: 1 },
        ...{ safety_settings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }] },
        moderation: { model: 'm' },
      }),
      ...fields({ ...CHAT, user: 'u' }, { safety_identifier: 's' }),
      ...fields({ ...CHAT, logprobs: true }, { top_logprobs: 3 }),
      ...fields(CHAT_TOOLS, {
        tool_choice: 'required',
        parallel_tool_calls: false,
      }),
      ['a speaker’s name', CHAT, { messages: [{ role: 'user', content: 'Hi', name: 'Al' }] }],
      ['a field of a message', CHAT, { messages: [{ role: 'user', content: 'Hi', weight: 0 }] }],
      [
        'a refusal',
        { messages: CHAT_ROUND.slice(0, 1) },
        {
          messages: [
            ...CHAT_ROUND.slice(0, 1),
            { role: 'assistant', refusal: 'No.' },
            { role: 'user', content: 'Hi' },
          ],
        },
      ],
      ['detail', image({}), image({ detail: 'high' })],
      ['a mark on a part', image({}), image({}, { cache_control: MARK })],
      ['OpenAI’s mark on a part', image({}), image({}, { prompt_cache_breakpoint: { mode: 'explicit' } })],
      ['a mark on a message', CHAT, { messages: [{ role: 'user', content: 'Hi', cache_control: MARK }] }],
      ['a mark on a tool', CHAT_TOOLS, chatTool({}, { cache_control: MARK })],
      ['strict', CHAT_TOOLS, chatTool({ strict: true })],
      ['a field of a tool', CHAT_TOOLS, chatTool({}, { defer_loading: true })],
      [
        'is_error',
        { messages: [...CHAT_ROUND, { role: 'tool', tool_call_id: 'c', content: 'no' }] },
        {
          messages: [...CHAT_ROUND, { role: 'tool', tool_call_id: 'c', content: 'no', is_error: true }],
        },
      ],
    ],
  },
  messages: {
    read: (body) => anthropicMessagesWire(SEAL).readRequest(body),
    pairs: [
      ...fields(MESSAGES, {
        ...{ temperature: 0.3, top_p: 0.5, top_k: 5, stop_sequences: ['x'], system: 'S', max_tokens: 99 },
        ...{ metadata: { user_id: 'u' }, service_tier: 'standard_only', cache_control: MARK },
        ...{ thinking: { type: 'adaptive' }, output_config: { effort: 'high' }, tools: [MESSAGES_TOOL] },
        ...{ container: 'c', context_management: { edits: [] }, speed: 'fast', inference_geo: 'us' },
        mcp_servers: [{ type: 'url', url: 'https://mcp.example', name: 'm' }],
      }),
      ...fields(MESSAGES, { output_config: { format: { type: 'json_schema', schema: SCHEMA } } }),
      ...fields(MESSAGES, { output_config: { task_budget: { type: 'tokens', total: 1 } } }),
      ...fields(MESSAGES_TOOLS, {
        tool_choice: { type: 'any' },
      }),
      ...fields(
        { ...MESSAGES_TOOLS, tool_choice: { type: 'auto' } },
        {
          tool_choice: { type: 'auto', disable_parallel_tool_use: true },
        },
      ),
      ...['strict', 'defer_loading', 'eager_input_streaming'].map(
        (name) =>
          [name, MESSAGES_TOOLS, { ...MESSAGES, tools: [{ ...MESSAGES_TOOL, [name]: true }] }] as const,
      ),
      [
        'a mark on a tool',
        MESSAGES_TOOLS,
        { ...MESSAGES, tools: [{ ...MESSAGES_TOOL, cache_control: MARK }] },
      ],
      [
        'a mark',
        messagesBlocks({ type: 'text', text: 'Hi' }),
        messagesBlocks({ type: 'text', text: 'Hi', cache_control: MARK }),
      ],
      [
        'transformations of a picture',
        messagesBlocks(PICTURE),
        messagesBlocks({ ...PICTURE, transformations: { oversized_image: 'error' } }),
      ],
      ['citations', pdf(), pdf({ citations: { enabled: true } })],
      ['context', pdf(), pdf({ context: 'old' })],
      ['is_error', messagesResult({}), messagesResult({ is_error: true })],
      ['a mark on a result', messagesResult({}), messagesResult({ cache_control: MARK })],
      ['a title', textDocument({}), textDocument({ title: 'A title' })],
      [
        'a picture in a document',
        textDocument({ source: { type: 'content', content: [{ type: 'text', text: 'Words' }] } }),
        textDocument({ source: { type: 'content', content: [{ type: 'text', text: 'Words' }, PICTURE] } }),
      ],
      [
        'a tool that ran there',
        messagesAnswer({ type: 'text', text: 'a' }),
        messagesAnswer(
          { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
          { type: 'text', text: 'a' },
        ),
      ],
    ],
  },
  gemini: {
    read: (body) => geminiWire(SEAL).readRequest(body),
    pairs: [
      ...Object.entries({
        ...{ temperature: 0.3, topP: 0.5, topK: 5, maxOutputTokens: 7, stopSequences: ['x'], seed: 4 },
        ...{
          candidateCount: 2,
          responseLogprobs: true,
          logprobs: 2,
          presencePenalty: 1,
          frequencyPenalty: 1,
        },
        ...{ responseMimeType: 'application/json', responseModalities: ['IMAGE'], speechConfig: {} },
        ...{ mediaResolution: 'MEDIA_RESOLUTION_LOW', thinkingConfig: { thinkingBudget: 9_000 } },
        ...{ enableEnhancedCivicAnswers: true, imageConfig: { aspectRatio: '1:1' }, routingConfig: {} },
      }).map(([name, value]) => [name, GEMINI, { ...GEMINI, generationConfig: { [name]: value } }] as const),
      ...fields(GEMINI, {
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
        ...{ cachedContent: 'cachedContents/x', labels: { a: 'b' }, tools: [{ googleSearch: {} }] },
        ...{ systemInstruction: { parts: [{ text: 'S' }] }, modelArmorConfig: {}, serviceTier: 'flex' },
        toolConfig: { retrievalConfig: { languageCode: 'en' } },
      }),
      ...fields(GEMINI_TOOLS, { toolConfig: { functionCallingConfig: { mode: 'ANY' } } }),
      [
        'a part’s metadata',
        GEMINI,
        { contents: [{ role: 'user', parts: [{ text: 'Hi', partMetadata: { a: 1 } }] }] },
      ],
      [
        'a picture that the model made',
        { contents: [...GEMINI.contents, { role: 'model', parts: [{ text: 'a' }] }, ...GEMINI.contents] },
        {
          contents: [
            ...GEMINI.contents,
            { role: 'model', parts: [{ text: 'a' }, { inlineData: { mimeType: 'image/png', data: PNG } }] },
            ...GEMINI.contents,
          ],
        },
      ],
      [
        'code that ran there',
        { contents: [...GEMINI.contents, { role: 'model', parts: [{ text: 'a' }] }, ...GEMINI.contents] },
        {
          contents: [
            ...GEMINI.contents,
            { role: 'model', parts: [{ executableCode: { language: 'PYTHON', code: '1' } }, { text: 'a' }] },
            ...GEMINI.contents,
          ],
        },
      ],
    ],
  },
  responses: {
    read: (body) => readResponsesRequest(body, readTools(body), SEAL),
    pairs: [
      ...fields(RESPONSES, {
        ...{ temperature: 0.3, top_p: 0.5, max_output_tokens: 99, instructions: 'S', user: 'u' },
        ...{ safety_identifier: 's', metadata: { a: 'b' }, service_tier: 'flex', truncation: 'auto' },
        ...{ top_logprobs: 2, reasoning: { effort: 'high' }, prompt_cache_key: 'k', foo_bar: 1 },
        ...{ tools: RESPONSES_TOOLS.tools, text: { verbosity: 'low' } },
      }),
      ...fields(RESPONSES, { text: { format: { type: 'json_schema', name: 'n', schema: SCHEMA } } }),
      ...fields(RESPONSES_TOOLS, { tool_choice: 'required', parallel_tool_calls: false }),
      [
        'a mark on a part',
        { input: [{ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }] },
        {
          input: [
            {
              role: 'user',
              content: [{ type: 'input_text', text: 'Hi', prompt_cache_breakpoint: { mode: 'explicit' } }],
            },
          ],
        },
      ],
      [
        'detail of a file',
        { input: [{ role: 'user', content: [RESPONSES_FILE] }] },
        { input: [{ role: 'user', content: [{ ...RESPONSES_FILE, detail: 'high' }] }] },
      ],
      [
        'an item that nobody else knows',
        { input: [{ role: 'user', content: 'Hi' }] },
        {
          input: [
            { role: 'user', content: 'Hi' },
            { type: 'galaxy_call', id: 'g' },
          ],
        },
      ],
    ],
  },
};

const WIRES: Readonly<
  Record<string, readonly [(request: CanonicalRequest, target: Target) => Written, string]>
> = {
  'openai-chat': [writeChatRequest, 'gpt-5.2'],
  'openai-responses': [writeResponsesRequest, 'gpt-5.2'],
  Claude: [writeMessagesRequest, 'claude-opus-4-6'],
  'an old Claude': [writeMessagesRequest, 'claude-3-5-haiku-latest'],
  Gemini: [writeGeminiRequest, 'gemini-3-pro-preview'],
  'Gemini 2.5': [writeGeminiRequest, 'gemini-2.5-flash'],
  'Claude on Bedrock': [writeConverseRequest, 'anthropic.claude-sonnet-4-5-20250929-v1:0'],
  Nova: [writeConverseRequest, 'amazon.nova-pro-v1:0'],
  Llama: [writeConverseRequest, 'meta.llama3-3-70b-instruct-v1:0'],
};

/** What needs no word. */
const SAYS_NOTHING: ReadonlySet<string> = new Set([
  // The model decides: so it does without the field.
  'messages thinking',
  // One setting with logprobs, which is named.
  'chat top_logprobs',
]);

type Outcome = { readonly body: string; readonly dropped: readonly string[] } | 'refused';

function outcome(door: Door, wire: string, body: JsonObject, strict: boolean): Outcome {
  const [write, model] = WIRES[wire] ?? [writeChatRequest, 'm'];
  try {
    const written = write(door.read(body), { model, maxOutputTokens: 64_000, stream: false, strict });
    return { body: JSON.stringify(written.body), dropped: written.dropped };
  } catch (thrown) {
    if (thrown instanceof GatewayError && thrown.code === 'INVALID_REQUEST') return 'refused';
    throw thrown;
  }
}

describe.each(Object.keys(WIRES))('in front of %s', (wire) => {
  it.each(Object.entries(DOORS))('nothing of the door %s vanishes', (name, door) => {
    const vanished: string[] = [];
    for (const [what, without, with_] of door.pairs) {
      const before = outcome(door, wire, without, false);
      const after = outcome(door, wire, with_, false);
      if (before === 'refused' || after === 'refused' || SAYS_NOTHING.has(`${name} ${what}`)) continue;
      const named = after.dropped.length > before.dropped.length;
      if (!named && after.body === before.body) vanished.push(what);
      if (named && outcome(door, wire, with_, true) !== 'refused') vanished.push(`${what}, in strict mode`);
    }
    expect(vanished).toEqual([]);
  });
});
