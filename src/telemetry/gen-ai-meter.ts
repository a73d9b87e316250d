import type { Attributes, Histogram, Meter } from '@opentelemetry/api' with { 'resolution-mode': 'import' };

/** Of the conventions' tables: https://github.com/open-telemetry/semantic-conventions/blob/v1.41.0/docs/gen-ai/gen-ai-metrics.md */
const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const TOKENS = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];

/** What of an ended call is measured. No name in it is a caller's invention. */
export interface GenAiMeasures {
  readonly operation: string;
  readonly provider: string;
  readonly requestModel: string;
  readonly responseModel: string | undefined;
  readonly error: string | undefined;
  readonly durationMs: number;
  /** Of a stream: from the call's arrival to its first frame. */
  readonly firstChunkMs: number | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** The client metrics of OpenTelemetry's conventions for generative AI. */
export class GenAiMeter {
  readonly #tokens: Histogram;
  readonly #duration: Histogram;
  readonly #firstChunk: Histogram;

  constructor(meter: Meter) {
    const histogram = (name: string, unit: string, description: string, bounds: number[]): Histogram =>
      meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: bounds } });
    this.#tokens = histogram(
      'gen_ai.client.token.usage',
      '{token}',
      'Number of input and output tokens used.',
      TOKENS,
    );
    this.#duration = histogram('gen_ai.client.operation.duration', 's', 'GenAI operation duration.', SECONDS);
    this.#firstChunk = histogram(
      'gen_ai.client.operation.time_to_first_chunk',
      's',
      'Time to receive the first chunk of a stream.',
      SECONDS,
    );
  }

  /** Measures a call that has ended. */
  record(call: GenAiMeasures): void {
    const { responseModel, error, firstChunkMs, inputTokens, outputTokens } = call;
    const attributes: Attributes = {
      'gen_ai.operation.name': call.operation,
      'gen_ai.provider.name': call.provider,
      'gen_ai.request.model': call.requestModel,
    };
    if (responseModel !== undefined) attributes['gen_ai.response.model'] = responseModel;
    if (inputTokens !== undefined)
      this.#tokens.record(inputTokens, { ...attributes, 'gen_ai.token.type': 'input' });
    if (outputTokens !== undefined) {
      this.#tokens.record(outputTokens, { ...attributes, 'gen_ai.token.type': 'output' });
    }
    if (firstChunkMs !== undefined) this.#firstChunk.record(firstChunkMs / 1_000, attributes);
    if (error !== undefined) attributes['error.type'] = error;
    this.#duration.record(call.durationMs / 1_000, attributes);
  }
}
