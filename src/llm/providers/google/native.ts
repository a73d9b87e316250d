import type { IncomingHttpHeaders } from 'node:http';
import type { CancelSignal } from '../../../cancellation/cancellation';
import type { GatewayError } from '../../../errors/gateway-error';
import { estimatedUsage } from '../../call-estimate';
import type { LlmCall, StreamSink, WholeAnswer } from '../../llm-adapter';
import type { GoogleEndpoint } from './endpoint';
import type { GoogleTransport } from './google.transport';
import { nativeBody } from './native-body';
import { noteResponse } from './native-facts';
import { NativeStreamReader } from './native-stream';
import { verbatimError } from './verbatim-error';

/** Gemini in and out: the request's bytes go as they came, the model's name and the credential are the connection's. */
export class GeminiNative {
  constructor(
    private readonly endpoint: GoogleEndpoint,
    private readonly transport: GoogleTransport,
  ) {}

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const path = this.endpoint.modelPath(call.model, 'generateContent');
    const { bytes, parsed } = await this.transport.ask(
      withWireHeaders(call),
      path,
      nativeBody(call),
      signal,
      this.#asWritten,
    );
    const { facts } = call;
    noteResponse(facts, parsed);
    facts.usage ??= estimatedUsage(call, { texts: parsed['candidates'] });
    return { body: bytes };
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const reader = new NativeStreamReader(call, sink, (frame) => this.#asWritten(200, {}, frame));
    const path = `${this.endpoint.modelPath(call.model, 'streamGenerateContent')}?alt=sse`;
    try {
      await this.transport.stream(
        withWireHeaders(call),
        path,
        nativeBody(call),
        reader,
        signal,
        this.#asWritten,
      );
      reader.end();
    } catch (thrown) {
      reader.settleBroken();
      throw thrown;
    }
  }

  /** An error for a caller who speaks Google's wire. */
  readonly #asWritten = (status: number, headers: IncomingHttpHeaders, parsed: unknown): GatewayError =>
    verbatimError(this.transport.error(status, headers, parsed), status, parsed, this.transport.secrets());
}

/** A call with the caller's headers that belong to its wire. */
function withWireHeaders(call: LlmCall): LlmCall {
  const { headers, wireHeaders } = call;
  return wireHeaders === undefined ? call : { ...call, headers: { ...headers, ...wireHeaders } };
}
