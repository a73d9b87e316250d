import type { CancelSignal } from '../../../cancellation/cancellation';
import { removeFields } from '../../../json/json-edit';
import { estimatedUsage } from '../../call-estimate';
import type { LlmCall, StreamSink, WholeAnswer } from '../../llm-adapter';
import type { GoogleEndpoint } from './endpoint';
import type { GoogleTransport } from './google.transport';
import { noteResponse } from './native-facts';
import { NativeStreamReader } from './native-stream';

/** Gemini in and out: the request's bytes go as they came, the model's name and the credential are the connection's. */
export class GeminiNative {
  constructor(
    private readonly endpoint: GoogleEndpoint,
    private readonly transport: GoogleTransport,
  ) {}

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const path = this.endpoint.modelPath(call.model, 'generateContent');
    const { bytes, parsed } = await this.transport.ask(call, path, requestBody(call), signal);
    const { facts } = call;
    noteResponse(facts, parsed);
    facts.usage ??= estimatedUsage(call, { texts: parsed['candidates'] });
    return { body: bytes };
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const reader = new NativeStreamReader(call, sink, (frame) => this.transport.error(200, {}, frame));
    const path = `${this.endpoint.modelPath(call.model, 'streamGenerateContent')}?alt=sse`;
    await this.transport.stream(call, path, requestBody(call), reader, signal);
    reader.end();
  }
}

/** The caller's bytes without a model of their own: the path names it. */
function requestBody({ raw, body }: LlmCall): Buffer {
  return Object.hasOwn(body, 'model') ? removeFields(raw, ['model']) : raw;
}
