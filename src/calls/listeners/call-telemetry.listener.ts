import { Inject, Injectable } from '@nestjs/common';
import { ModelLabels } from '../../metrics/model-labels';
import { genAiOperation } from '../../telemetry/gen-ai-names';
import type { GenAiMeter } from '../../telemetry/gen-ai-meter';
import { Telemetry } from '../../telemetry/telemetry';
import type { CallListener } from '../call-listener';
import type { CallRecord } from '../call-record';
import { callSpans, errorOf, providerOf } from './call-spans';

/** Exports each ended call: its spans where its trace is recorded, and its measures. */
@Injectable()
export class CallTelemetryListener implements CallListener {
  constructor(
    @Inject(Telemetry) private readonly telemetry: Telemetry,
    private readonly models: ModelLabels,
  ) {}

  ended(call: CallRecord): void {
    const { tracer, meter } = this.telemetry;
    const { traceId, notes } = call.request.trace;
    if (tracer !== undefined && notes !== undefined) {
      for (const span of callSpans(call, notes)) tracer.record(traceId, span);
    }
    if (meter !== undefined) this.#measure(call, meter);
  }

  #measure(call: CallRecord, meter: GenAiMeter): void {
    const { request, facts, notes } = call;
    // What a replay tells of tokens was used by another call.
    const usage = notes.replayed === undefined ? call.usage : undefined;
    const isAnswered = facts.upstreamStatus === 200;
    meter.record({
      operation: genAiOperation(request.route) ?? 'chat',
      provider: providerOf(call),
      requestModel: this.models.label(request.model, request.caller, isAnswered),
      responseModel:
        facts.model === undefined ? undefined : this.models.label(facts.model, request.caller, isAnswered),
      error: errorOf(call),
      durationMs: call.durationMs,
      firstChunkMs: call.streamed ? call.firstTokenMs : undefined,
      inputTokens: usage?.promptTokens,
      outputTokens: usage?.completionTokens,
    });
  }
}
