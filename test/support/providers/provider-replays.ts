/** Providers as upstreams that answer with recordings in their own wire format, and as an owner connects them. */
import type { NewConnection, NewProviderModel } from '../../../src/registry/registry-admin';
import type { ConnectionOptions } from '../../../src/config/connection-options';
import { whole } from '../upstream/answer-scripts';
import { eventBytes, eventStream, recordedEvents } from './bedrock-event-stream';
import type { AnswerScript } from '../upstream/exchange';
import { FakeUpstream } from '../upstream/fake-upstream';
import { recordedStream } from './google-answers';
import { serviceAccount, tokens } from '../upstream/google-upstream';
import type { RecordedRequest } from '../upstream/recorded-request';
import { recordedChunks, recordedWhole } from './recordings';
import { stream, streamBytes } from '../upstream/stream-scripts';

/** A recorded answer, in both forms; a stream may represent itself alone. */
export interface Recording {
  /** Folder and file without its ending. */
  readonly stream: string;
  readonly whole?: string;
}

/** How a provider is connected, and what its calls look like. */
interface ProviderWire {
  readonly provider: string;
  readonly credential: (upstream: FakeUpstream) => string;
  /** What is in no request to anyone, not even to the provider itself. */
  readonly secret?: string;
  readonly options?: ConnectionOptions;
  readonly model: Omit<NewProviderModel, 'connection' | 'name'>;
  /** Path and query of a call. */
  readonly url: { readonly whole: string; readonly stream: string };
  readonly stream: (recording: string) => AnswerScript;
}

const same = (url: string): ProviderWire['url'] => ({ whole: url, stream: url });
const gemini = (base: string): ProviderWire['url'] => ({
  whole: `${base}:generateContent`,
  stream: `${base}:streamGenerateContent?alt=sse`,
});
const CLAUDE_ON_BEDROCK = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';
const CONVERSE = `/model/${encodeURIComponent(CLAUDE_ON_BEDROCK)}/converse`;
/** It is asked by Converse whatever the door. */
const NOVA = 'amazon.nova-pro-v1:0';
const NOVA_CONVERSE = `/model/${encodeURIComponent(NOVA)}/converse`;

const chatStream = (recording: string): AnswerScript =>
  stream(recordedChunks(recording).map((line) => `data: ${line}\n\n`));
const messageStream = (recording: string): AnswerScript => {
  const frames = recordedChunks(recording).map((line) => {
    const { type } = JSON.parse(line) as { readonly type: string };
    return `event: ${type}\ndata: ${line}\n\n`;
  });
  return stream(frames, { ending: 'end' });
};
const geminiStream = (recording: string): AnswerScript => streamBytes(recordedStream(recording));
const converseStream = (recording: string): AnswerScript =>
  eventStream(recordedEvents(recording).map(eventBytes));

/** A secret access key, of which only signatures may be seen. */
export const AWS_SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00';

/** Each provider once for each way in which it is reached; by the name of its connection, which is its alias as well. */
const WIRES = {
  openai: {
    provider: 'openai',
    credential: () => 'sk-openai-secret-1',
    model: { remote_name: 'gpt-4.1-nano' },
    url: same('/v1/chat/completions'),
    stream: chatStream,
  },
  /** A server of one's own that speaks like OpenAI, LiteLLM among them. */
  local: {
    provider: 'local',
    credential: () => 'local-secret-9',
    model: { remote_name: 'claude' },
    url: same('/v1/chat/completions'),
    stream: chatStream,
  },
  azure: {
    provider: 'azure',
    credential: () => 'azure-secret-key-2',
    options: { api_version: '2024-10-21' },
    model: { deployment: 'prod-4o' },
    url: same('/openai/deployments/prod-4o/chat/completions?api-version=2024-10-21'),
    stream: chatStream,
  },
  responses: {
    provider: 'openai',
    credential: () => 'sk-responses-secret-7',
    options: { api: 'responses' },
    model: { remote_name: 'gpt-5-nano' },
    url: same('/v1/responses'),
    stream: messageStream,
  },
  'azure-responses': {
    provider: 'azure',
    credential: () => 'azure-secret-key-8',
    model: { remote_name: 'gpt-5-nano', deployment: 'prod-5', capabilities: ['responses'] },
    url: same('/openai/v1/responses'),
    stream: messageStream,
  },
  anthropic: {
    provider: 'anthropic',
    credential: () => 'sk-ant-api03-secret-3',
    model: { remote_name: 'claude-sonnet-4-5-20250929', max_output_tokens: 8_000 },
    url: same('/v1/messages'),
    stream: messageStream,
  },
  gemini: {
    provider: 'google',
    credential: () => 'AIzaSySecret4SecretSecretSecret',
    model: { remote_name: 'gemini-3-pro-preview' },
    url: gemini('/v1beta/models/gemini-3-pro-preview'),
    stream: geminiStream,
  },
  vertex: {
    provider: 'vertex',
    credential: ({ url }) => serviceAccount(`${url}/token`),
    secret: 'PRIVATE KEY',
    options: { project: 'my-project', location: 'europe-west4' },
    model: { remote_name: 'gemini-3-pro-preview' },
    url: gemini(
      '/v1/projects/my-project/locations/europe-west4/publishers/google/models/gemini-3-pro-preview',
    ),
    stream: geminiStream,
  },
  bedrock: {
    provider: 'bedrock',
    credential: () => 'ABSKsecret5secret5secret5',
    options: { region: 'eu-west-1' },
    model: { remote_name: CLAUDE_ON_BEDROCK },
    url: { whole: CONVERSE, stream: `${CONVERSE}-stream` },
    stream: converseStream,
  },
  'bedrock-nova': {
    provider: 'bedrock',
    credential: () => 'ABSKsecret7secret7secret7',
    options: { region: 'eu-west-1' },
    model: { remote_name: NOVA },
    url: { whole: NOVA_CONVERSE, stream: `${NOVA_CONVERSE}-stream` },
    stream: converseStream,
  },
  'bedrock-signed': {
    provider: 'bedrock',
    credential: () => `AKIASECRET6EXAMPLE00:${AWS_SECRET}`,
    secret: AWS_SECRET,
    options: { region: 'eu-west-1' },
    model: { remote_name: CLAUDE_ON_BEDROCK },
    url: { whole: CONVERSE, stream: `${CONVERSE}-stream` },
    stream: converseStream,
  },
} as const satisfies Readonly<Record<string, ProviderWire>>;

/** A provider's name. */
export type ReplayedName = keyof typeof WIRES;

/** Another way of asking a provider that is there already. */
type FurtherName = 'local' | 'responses' | 'azure-responses' | 'bedrock-nova';
const FURTHER: readonly string[] = [
  'local',
  'responses',
  'azure-responses',
  'bedrock-nova',
] satisfies FurtherName[];

/** A provider's name, asked in its own way. */
export type ProviderName = Exclude<ReplayedName, FurtherName>;

/** All but those that are another way of asking the same provider. */
export const REPLAYED_NAMES = (Object.keys(WIRES) as ReplayedName[]).filter(
  (name): name is ProviderName => !FURTHER.includes(name),
);

/** A provider that answers with recordings. */
export class ProviderReplay {
  readonly wire: ProviderWire;
  readonly credential: string;

  private constructor(
    readonly name: ReplayedName,
    readonly upstream: FakeUpstream,
  ) {
    this.wire = WIRES[name];
    this.credential = this.wire.credential(upstream);
    this.upstream.route('POST /token', tokens(3_600));
  }

  static async start(name: ReplayedName): Promise<ProviderReplay> {
    return new ProviderReplay(name, await FakeUpstream.start());
  }

  /** The calls that reached it, in the order of arrival. */
  get calls(): RecordedRequest[] {
    return this.upstream.requests.filter(({ url }) => url !== '/token');
  }

  /** The call that reached it last. @throws Error when none has */
  get lastCall(): RecordedRequest {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error(`nothing has reached ${this.name}`);
    return call;
  }

  /** Its connection, as an owner adds it. */
  get connection(): NewConnection {
    const { provider, options } = this.wire;
    const base = { name: this.name, provider, endpoint: this.upstream.url, credential: this.credential };
    return { ...base, ...(options && { options }) };
  }

  /** Its one model: `<name>/chat`. */
  get model(): NewProviderModel {
    return { connection: this.name, name: 'chat', ...this.wire.model };
  }

  /** Answers the next calls with a recording, whole or as a stream, whichever is asked for. */
  replay(recording: Recording): void {
    const { stream: streamed, whole: body } = recording;
    const asStream = this.wire.stream(streamed);
    const asWhole = body === undefined ? undefined : jsonBody(recordedWhole(body));
    this.answer((exchange) => {
      const script = this.#asksForStream(exchange.request) ? asStream : asWhole;
      if (script === undefined) throw new Error(`${streamed} is recorded as a stream only`);
      return script(exchange);
    });
  }

  /** Answers the next calls by a script. */
  answer(script: AnswerScript): void {
    this.upstream.reply(script);
    for (const url of Object.values(this.wire.url)) {
      this.upstream.route(`POST ${url.split('?', 1)[0] ?? ''}`, script);
    }
  }

  close(): Promise<void> {
    return this.upstream.close();
  }

  #asksForStream(request: RecordedRequest): boolean {
    const { whole: forWhole, stream: forStream } = this.wire.url;
    return forWhole === forStream ? request.stream : request.url === forStream;
  }
}

function jsonBody(text: string): AnswerScript {
  return whole(text, { contentType: 'application/json' });
}
