/** The service as a process of its own, set up by commands and the admin API, in front of providers that replay what was recorded. */
import type OpenAI from 'openai';
import { askStream, askWhole } from './support/callers/asked-chat';
import type { AskedAnswer, ChatBody } from './support/callers/asked-chat';
import { expectedSignature } from './support/providers/bedrock-signature';
import { DirectService, fewAtOnce } from './support/service/direct-service';
import type { Gateway } from './support/service/gateway';
import { TEST_KEY } from './support/service/gateway-environment';
import { openAiClient } from './support/callers/openai-client';
import { ANSWERS } from './support/providers/provider-answers';
import type { AnswerCase } from './support/providers/provider-answers';
import { AWS_SECRET, ProviderReplay, REPLAYED_NAMES } from './support/providers/provider-replays';
import type { ProviderName } from './support/providers/provider-replays';
import type { RecordedRequest } from './support/upstream/recorded-request';
import { describeWithRecordings } from './support/providers/recordings';

const FORMS = [
  ['whole', '/v1'],
  ['whole', ''],
  ['stream', '/v1'],
  ['stream', ''],
] as const;

const SCHEMA = { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] };
const BODY = {
  max_completion_tokens: 500,
  temperature: 0.5,
  stop: ['END'],
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello' },
  ],
  tools: [{ type: 'function', function: { name: 'weather', description: 'Looks.', parameters: SCHEMA } }],
  tool_choice: 'required',
} satisfies Omit<ChatBody, 'model'>;

const GEMINI_BODY = {
  systemInstruction: { parts: [{ text: 'Be brief.' }] },
  contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
  tools: [{ functionDeclarations: [{ name: 'weather', description: 'Looks.', parameters: SCHEMA }] }],
  toolConfig: { functionCallingConfig: { mode: 'ANY' } },
  generationConfig: { maxOutputTokens: 500, temperature: 0.5, stopSequences: ['END'] },
};
const CONVERSE_BODY = {
  system: [{ text: 'Be brief.' }],
  messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
  inferenceConfig: { maxTokens: 500, temperature: 0.5, stopSequences: ['END'] },
  toolConfig: {
    tools: [{ toolSpec: { name: 'weather', description: 'Looks.', inputSchema: { json: SCHEMA } } }],
    toolChoice: { any: {} },
  },
};
const STREAMED_CHAT = { stream: true, stream_options: { include_usage: true } };

/** What each provider is sent for {@link BODY}: the one header that holds a credential, and the body. */
const SENT: Readonly<Record<ProviderName, { header: [string, unknown]; body: object; streamed: object }>> = {
  openai: {
    header: ['authorization', 'Bearer sk-openai-secret-1'],
    body: { ...BODY, model: 'gpt-4.1-nano' },
    streamed: STREAMED_CHAT,
  },
  azure: {
    header: ['api-key', 'azure-secret-key-2'],
    body: { ...BODY, model: 'chat' },
    streamed: STREAMED_CHAT,
  },
  anthropic: {
    header: ['x-api-key', 'sk-ant-api03-secret-3'],
    body: {
      model: 'claude-sonnet-4-5-20250929',
      max_tokens: 500,
      temperature: 0.5,
      stop_sequences: ['END'],
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      tools: [{ name: 'weather', description: 'Looks.', input_schema: SCHEMA }],
      tool_choice: { type: 'any' },
    },
    streamed: { stream: true },
  },
  gemini: {
    header: ['x-goog-api-key', 'AIzaSySecret4SecretSecretSecret'],
    body: GEMINI_BODY,
    streamed: {},
  },
  vertex: { header: ['authorization', 'Bearer ya29.1'], body: GEMINI_BODY, streamed: {} },
  bedrock: {
    header: ['authorization', 'Bearer ABSKsecret5secret5secret5'],
    body: CONVERSE_BODY,
    streamed: {},
  },
  'bedrock-signed': {
    header: [
      'authorization',
      expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIASECRET6EXAMPLE00\/\d{8}\/eu-west-1\/bedrock\/aws4_request, /,
      ),
    ],
    body: CONVERSE_BODY,
    streamed: {},
  },
};
const CREDENTIAL_HEADERS = ['authorization', 'api-key', 'x-api-key', 'x-goog-api-key', 'x-internal-auth'];

describeWithRecordings(
  'set up by commands and the admin API, and called by the OpenAI SDK with a virtual key,',
  () => {
    let service: DirectService;
    let caller: Gateway;
    const replays = new Map<ProviderName, ProviderReplay>();

    beforeAll(async () => {
      service = await DirectService.start({ ready: false });
      for (const name of REPLAYED_NAMES) replays.set(name, await ProviderReplay.start(name));
      caller = await service.addKey('app');
      await fewAtOnce(
        [...replays.values()].map(
          ({ connection }) =>
            () =>
              service.connect(connection),
        ),
      );
      await service.gateway.ready();
      for (const { name, model } of replays.values()) {
        await service.addModel(model);
        await service.assign('app', `${name}/chat`, name);
      }
    });
    afterAll(async () => {
      await service.close();
      for (const replay of replays.values()) await replay.close();
    });

    describe.each(ANSWERS.map((answer) => [answer.from, answer.what, answer] as const))(
      '%s: %s',
      (...row) => {
        const [from, , answer] = row;
        it.each(FORMS.filter(([form]) => answer[form] !== undefined))(
          'as a %s, the base URL ending with "%s"',
          async (form, path) => {
            const replay = replayOf(from);
            replay.replay(answer.recording);
            const seen = await ask(form, path, from);
            expect(seen).toEqual(expectedOf(answer, form));
            const request = replay.lastCall;
            const { header, body, streamed } = SENT[from];
            expect([request.method, request.url]).toEqual(['POST', replay.wire.url[form]]);
            expect(request.json).toEqual(form === 'whole' ? body : { ...body, ...streamed });
            expect(credentialsOf(request)).toEqual([header]);
          },
        );
      },
    );

    it('bedrock-signed is sent signatures that are right', () => {
      const { calls } = replayOf('bedrock-signed');
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) {
        expect(call.headers.authorization).toContain(`Signature=${expectedSignature(call, AWS_SECRET)}`);
      }
    });

    it('vertex asks for one token, with an assertion in place of a key', () => {
      const asked = replayOf('vertex').upstream.requests.filter(({ url }) => url === '/token');
      expect(asked).toHaveLength(1);
      const form = new URLSearchParams(asked[0]?.body.toString());
      expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
      expect(form.get('assertion')?.split('.')).toHaveLength(3);
    });

    it("shows its aliases and nothing else, whatever the providers' own names are", async () => {
      const { data } = await openAiClient(caller).models.list();
      expect(data.map(({ id }) => id).sort()).toEqual([...REPLAYED_NAMES].sort());
    });

    it('no provider sees the caller’s key or the credential of another, and no secret leaves at all', () => {
      for (const { name, calls, upstream, wire } of replays.values()) {
        const foreign = [...replays.values()].filter((other) => other.name !== name);
        const secrets = [caller.key, TEST_KEY, ...foreign.map(({ credential }) => credential)];
        if (wire.secret !== undefined) secrets.push(wire.secret);
        expect(calls.length).toBeGreaterThan(0);
        for (const { url, rawHeaders, body } of upstream.requests) {
          const sent = [url, ...rawHeaders, body.toString()].join('\n');
          for (const secret of secrets) expect(sent).not.toContain(secret);
        }
      }
    });

    it('neither the log nor any command shows a credential', () => {
      const written = [service.gateway.log.text, service.gateway.errors.text, service.commands.printed];
      for (const { credential, wire } of replays.values()) {
        for (const text of written) {
          expect(text).not.toContain(credential);
          if (wire.secret !== undefined) expect(text).not.toContain(wire.secret);
        }
      }
    });

    function replayOf(name: ProviderName): ProviderReplay {
      const replay = replays.get(name);
      if (replay === undefined) throw new Error(`${name} is not replayed`);
      return replay;
    }

    function ask(form: 'whole' | 'stream', path: string, alias: string): Promise<AskedAnswer> {
      const client: OpenAI = openAiClient(caller, { baseURL: caller.url + path });
      return (form === 'whole' ? askWhole : askStream)(client, { ...BODY, model: alias });
    }
  },
);

/** The headers of a request that could hold a credential. */
function credentialsOf({ headers }: RecordedRequest): [string, unknown][] {
  return CREDENTIAL_HEADERS.filter((name) => headers[name] !== undefined).map((name) => [
    name,
    headers[name],
  ]);
}

function expectedOf(answer: AnswerCase, form: 'whole' | 'stream'): object {
  const expected = answer[form];
  if (expected === undefined) throw new Error(`${answer.what} is not recorded as a ${form}`);
  const { text, reasoning = '', calls = [], finish, model } = expected;
  const [prompt_tokens, completion_tokens, total_tokens, reasoning_tokens] = expected.tokens;
  const textual = (like: string | RegExp): unknown =>
    typeof like === 'string' ? like : expect.stringMatching(like);
  return {
    text: textual(text),
    reasoning: textual(reasoning),
    calls: calls.map(([name, args]) => ({ id: expect.stringMatching(/./) as string, name, arguments: args })),
    finish,
    model,
    deployment: `${answer.from}/chat`,
    usage: expect.objectContaining({
      prompt_tokens,
      completion_tokens,
      total_tokens,
      completion_tokens_details: expect.objectContaining({ reasoning_tokens }) as object,
    }) as object,
  };
}
