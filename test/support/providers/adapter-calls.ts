/** What an adapter is called with in tests that have no gateway around it. */
import type { JsonObject } from '../../../src/json/json-object';
import { Secret } from '../../../src/config/secret';
import type { AdapterSettings, ConnectionTarget } from '../../../src/llm/provider';
import { emptyFacts } from '../../../src/llm/llm-adapter';
import type { LlmCall, StreamSink } from '../../../src/llm/llm-adapter';
import { openAiChatWire } from '../../../src/wire/openai-chat/openai-chat.wire';

/** The settings of a process on which nothing is restricted and nothing is between it and its upstreams. */
export const ADAPTER_SETTINGS: AdapterSettings = {
  connectTimeoutMs: 60_000,
  proxy: { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined },
  addresses: 'private-allowed',
  strictParams: false,
  mockTokenDelayMs: 0,
};

/** A connection to a fake upstream. */
export function targetOf(
  provider: string,
  endpoint: string,
  { key = 'sk-test-credential', ...options }: ConnectionTarget['options'] & { readonly key?: string } = {},
): ConnectionTarget {
  const credential = key === '' ? undefined : new Secret(key);
  return { name: `${provider}-test`, provider, endpoint, credential, options };
}

/** A call with this body; its model is sent as it is unless `model` says otherwise. */
export function callWith(body: JsonObject | string, parts: Partial<LlmCall> = {}): LlmCall {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const parsed = JSON.parse(raw) as JsonObject;
  const { model } = parsed;
  return {
    raw: Buffer.from(raw),
    body: parsed,
    model: typeof model === 'string' ? model : 'm',
    usageWanted: false,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
    ...parts,
  };
}

/** Keeps what is pushed into it. */
export class KeepingSink implements StreamSink {
  text = '';
  frames = 0;
  onDrain: (() => void) | undefined;

  opened(): void {
    // Nothing to do: the headers are in the call's facts.
  }

  push(frames: Buffer, count: number): boolean {
    this.text += frames.toString('utf8');
    this.frames += count;
    return true;
  }

  /** The chunks in the order of the stream. @throws when one is not a canonical frame of JSON */
  chunks(): JsonObject[] {
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .map((frame) => {
        if (!frame.startsWith('data: ')) throw new Error(`not a canonical frame: ${frame}`);
        return JSON.parse(frame.slice('data: '.length)) as JsonObject;
      });
  }
}
