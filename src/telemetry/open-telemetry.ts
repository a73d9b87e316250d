import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics' with { 'resolution-mode': 'import' };
import type { Resource } from '@opentelemetry/resources' with { 'resolution-mode': 'import' };
import type { Sampler, SpanExporter } from '@opentelemetry/sdk-trace' with { 'resolution-mode': 'import' };
import { isDoneWithin } from '../cancellation/waits';
import type { OtlpTarget, TelemetrySettings } from '../config/telemetry-settings';
import { CountedExporter, SpanCounts } from './counted-exporter';
import { GenAiMeter } from './gen-ai-meter';
import type { Telemetry } from './telemetry';
import { Tracer } from './tracer';

/** The name under which spans and metrics are made. */
const SCOPE = 'llm-proxy';
/** The same complaint is not repeated more often. */
const COMPLAIN_MS = 60_000;

/** A part that is to be closed. */
interface Closing {
  shutdown(): Promise<void>;
}

/**
 * Starts what the settings ask for. The packages of OpenTelemetry's SDK are loaded here, and only where they are needed.
 * @param version the service's own
 */
export async function openTelemetry(
  settings: TelemetrySettings,
  version: string,
  log: Logger,
): Promise<Telemetry> {
  for (const reason of settings.warnings)
    log.warn({ reason }, 'A variable of OpenTelemetry was not understood.');
  const counts = new SpanCounts();
  if (settings.traces === undefined && settings.metrics === undefined) {
    return { tracer: undefined, meter: undefined, counts, close: () => Promise.resolve() };
  }
  const resource = await resourceOf(settings, version);
  const parts: Closing[] = [];
  const tracer =
    settings.traces &&
    (await openTracer(settings, settings.traces, { resource, version, counts, log, parts }));
  const meter =
    settings.metrics && (await openMeter(settings, settings.metrics, { resource, version, log, parts }));
  return {
    tracer,
    meter,
    counts,
    close: async (limitMs) => {
      await isDoneWithin(limitMs, Promise.allSettled(parts.map((part) => part.shutdown())));
    },
  };
}

async function resourceOf({ resource, serviceName }: TelemetrySettings, version: string): Promise<Resource> {
  const { defaultResource, resourceFromAttributes } = await import('@opentelemetry/resources');
  return defaultResource().merge(
    resourceFromAttributes({
      'service.version': version,
      'service.instance.id': randomUUID(),
      'host.name': hostname(),
      ...resource,
      'service.name': serviceName,
    }),
  );
}

interface TracerNeeds {
  readonly resource: Resource;
  readonly version: string;
  readonly counts: SpanCounts;
  readonly log: Logger;
  readonly parts: Closing[];
}

async function openTracer(
  { batch, sampler }: TelemetrySettings,
  target: OtlpTarget,
  { resource, version, counts, log, parts }: TracerNeeds,
): Promise<Tracer> {
  const [api, core, sdk] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    traceSdk(),
  ]);
  const codes = { success: core.ExportResultCode.SUCCESS, failed: core.ExportResultCode.FAILED };
  const complain = complaining(log);
  const exporter = new CountedExporter(await traceExporter(target), counts, codes, (reason, spans) => {
    complain('Spans could not be exported and are dropped.', reason, spans);
  });
  const processor = new sdk.BatchSpanProcessor({
    exporter,
    maxQueueSize: batch.maxQueue,
    maxExportBatchSize: batch.maxBatch,
    scheduledDelayMillis: batch.delayMs,
    exportTimeoutMillis: batch.timeoutMs,
  });
  parts.push(processor);
  return new Tracer({
    sampler: samplerOf(sdk, sampler),
    processor,
    sampled: sdk.SamplingDecision.RECORD_AND_SAMPLED,
    source: {
      resource,
      instrumentationScope: { name: SCOPE, version },
      kinds: {
        internal: api.SpanKind.INTERNAL,
        server: api.SpanKind.SERVER,
        client: api.SpanKind.CLIENT,
      },
      unset: { code: api.SpanStatusCode.UNSET },
      failed: api.SpanStatusCode.ERROR,
    },
    counts,
    maxQueue: batch.maxQueue,
    contextOf: (parent) =>
      parent === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, parent),
  });
}

async function openMeter(
  { metricIntervalMs }: TelemetrySettings,
  target: OtlpTarget,
  { resource, version, log, parts }: Omit<TracerNeeds, 'counts'>,
): Promise<GenAiMeter> {
  const { MeterProvider, PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
  const exporter = await metricExporter(target);
  const complain = complaining(log);
  const send = exporter.export.bind(exporter);
  exporter.export = (metrics, done) => {
    send(metrics, (result) => {
      if (result.error !== undefined) complain('Metrics could not be exported.', result.error.message);
      done(result);
    });
  };
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: metricIntervalMs,
    exportTimeoutMillis: Math.min(metricIntervalMs, target.timeoutMs),
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  parts.push(provider);
  return new GenAiMeter(provider.getMeter(SCOPE, version));
}

const traceSdk = () => import('@opentelemetry/sdk-trace');

async function traceExporter(target: OtlpTarget): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    target.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter(exporterOptions(target));
}

async function metricExporter(target: OtlpTarget): Promise<PushMetricExporter> {
  const { OTLPMetricExporter } =
    target.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-metrics-otlp-http')
      : await import('@opentelemetry/exporter-metrics-otlp-proto');
  return new OTLPMetricExporter(exporterOptions(target));
}

/** Certificates (`OTEL_EXPORTER_OTLP_CERTIFICATE` and the like) the exporters read by themselves. */
function exporterOptions({ url, headers, compression, timeoutMs }: OtlpTarget): object {
  return { url, headers: { ...headers }, compression, timeoutMillis: timeoutMs };
}

function samplerOf(
  sdk: Awaited<ReturnType<typeof traceSdk>>,
  { name, ratio }: TelemetrySettings['sampler'],
): Sampler {
  const plain = {
    always_on: () => new sdk.AlwaysOnSampler(),
    always_off: () => new sdk.AlwaysOffSampler(),
    traceidratio: () => new sdk.TraceIdRatioBasedSampler(ratio),
  };
  switch (name) {
    case 'always_on':
    case 'always_off':
    case 'traceidratio':
      return plain[name]();
    case 'parentbased_always_on':
      return new sdk.ParentBasedSampler({ root: plain.always_on() });
    case 'parentbased_always_off':
      return new sdk.ParentBasedSampler({ root: plain.always_off() });
    case 'parentbased_traceidratio':
      return new sdk.ParentBasedSampler({ root: plain.traceidratio() });
  }
}

/** Says in the log what does not work, and not the same again for a while. */
function complaining(log: Logger): (what: string, reason: string, spans?: number) => void {
  let said = -Infinity;
  let since = 0;
  return (what, reason, spans) => {
    since += spans ?? 0;
    const now = performance.now();
    if (now - said < COMPLAIN_MS) return;
    said = now;
    log.warn({ reason: reason.slice(0, 500), ...(spans !== undefined && { spans: since }) }, what);
    since = 0;
  };
}
