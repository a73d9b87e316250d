import type { Environment } from './environment';

/** Where one signal goes by OTLP over HTTP (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). */
export interface OtlpTarget {
  /** The whole address, with its path. */
  readonly url: string;
  /** May hold a credential: never in a log. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: OtlpProtocol;
  readonly compression: 'none' | 'gzip';
  readonly timeoutMs: number;
}

export type OtlpProtocol = 'http/protobuf' | 'http/json';

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type SamplerName = (typeof SAMPLERS)[number];

/** What the standard `OTEL_*` variables say. */
export interface TelemetrySettings {
  /** Undefined where no traces are exported. */
  readonly traces: OtlpTarget | undefined;
  /** Undefined where no metrics are exported. */
  readonly metrics: OtlpTarget | undefined;
  readonly serviceName: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: { readonly name: SamplerName; readonly ratio: number };
  /** How spans are sent in batches. */
  readonly batch: {
    readonly delayMs: number;
    readonly timeoutMs: number;
    readonly maxQueue: number;
    readonly maxBatch: number;
  };
  readonly metricIntervalMs: number;
  /** What was not understood: one sentence each, without the value. */
  readonly warnings: readonly string[];
}

const SERVICE_NAME = 'llm-proxy';
const MAX_NAME = 255;
const MAX_TIME_MS = 3_600_000;
const MAX_QUEUE = 1_000_000;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,256}$/;
const HEADER_VALUE = /^[\x20-\x7e]*$/;

/**
 * Reads the standard variables of OpenTelemetry. Without an endpoint nothing is exported. They are meant for every program of
 * a machine, so one that is not understood does not stop the service: it counts as absent, and is warned of, as the
 * specification has it.
 */
export function readTelemetry(environment: Environment): TelemetrySettings {
  const reader = new Reader(environment);
  const isOff = reader.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  const resource = reader.pairs('OTEL_RESOURCE_ATTRIBUTES');
  const maxQueue = reader.number('OTEL_BSP_MAX_QUEUE_SIZE', 2_048, MAX_QUEUE);
  const settings = {
    traces: isOff ? undefined : reader.target('TRACES'),
    metrics: isOff ? undefined : reader.target('METRICS'),
    serviceName: (reader.text('OTEL_SERVICE_NAME') ?? resource['service.name'] ?? SERVICE_NAME).slice(
      0,
      MAX_NAME,
    ),
    resource,
    sampler: reader.sampler(),
    batch: {
      delayMs: reader.number('OTEL_BSP_SCHEDULE_DELAY', 5_000, MAX_TIME_MS),
      timeoutMs: reader.number('OTEL_BSP_EXPORT_TIMEOUT', 30_000, MAX_TIME_MS),
      maxQueue,
      maxBatch: Math.min(maxQueue, reader.number('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, MAX_QUEUE)),
    },
    metricIntervalMs: reader.number('OTEL_METRIC_EXPORT_INTERVAL', 60_000, MAX_TIME_MS),
  };
  const isOn = settings.traces !== undefined || settings.metrics !== undefined;
  return { ...settings, warnings: isOn || reader.hasBadEndpoint ? reader.warnings : [] };
}

/** Reads variables one by one, and keeps what was not understood. An empty value counts as absent. */
class Reader {
  readonly warnings: string[] = [];
  hasBadEndpoint = false;

  constructor(private readonly environment: Environment) {}

  text(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** A whole number of at least 1. */
  number(name: string, fallback: number, most: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d{1,12}$/.test(value) && number >= 1 && number <= most) return number;
    this.warnings.push(`${name} must be a whole number from 1 to ${most}: ${fallback} counts.`);
    return fallback;
  }

  /** `name=value,name=value`, both percent-encoded where need be (https://www.w3.org/TR/baggage/#header-content). */
  pairs(name: string): Record<string, string> {
    const pairs: Record<string, string> = {};
    for (const pair of (this.text(name) ?? '').split(',')) {
      if (pair.trim() === '') continue;
      const at = pair.indexOf('=');
      const key = decoded(pair.slice(0, Math.max(at, 0)));
      const value = decoded(pair.slice(at + 1));
      if (at > 0 && key !== undefined && key !== '' && value !== undefined) pairs[key] = value;
      else
        this.warnings.push(`${name} must be name=value pairs separated by commas: one of them is left out.`);
    }
    return pairs;
  }

  sampler(): TelemetrySettings['sampler'] {
    const given = this.text('OTEL_TRACES_SAMPLER');
    const known = SAMPLERS.find((sampler) => sampler === given?.toLowerCase());
    if (given !== undefined && known === undefined) {
      this.warnings.push(
        `OTEL_TRACES_SAMPLER must be one of ${SAMPLERS.join(', ')}: parentbased_always_on counts.`,
      );
    }
    const name = known ?? 'parentbased_always_on';
    const argument = this.text('OTEL_TRACES_SAMPLER_ARG');
    if (!name.endsWith('traceidratio') || argument === undefined) return { name, ratio: 1 };
    const ratio = Number(argument);
    if (ratio >= 0 && ratio <= 1) return { name, ratio };
    this.warnings.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1: 1 counts.');
    return { name, ratio: 1 };
  }

  /** Where a signal goes: its own variables come before those of all signals. */
  target(signal: 'TRACES' | 'METRICS'): OtlpTarget | undefined {
    const exporter = this.text(`OTEL_${signal}_EXPORTER`) ?? 'otlp';
    const exporters = exporter.split(',', 8).map((one) => one.trim().toLowerCase());
    const url = this.#url(signal);
    if (url === undefined) return undefined;
    if (!exporters.includes('otlp')) {
      if (exporter.toLowerCase() !== 'none') {
        this.warnings.push(`OTEL_${signal}_EXPORTER must be otlp or none: nothing is exported.`);
      }
      return undefined;
    }
    return {
      url,
      headers: this.#headers(signal),
      protocol: this.#protocol(signal),
      compression: this.#own(signal, 'COMPRESSION') === 'gzip' ? 'gzip' : 'none',
      timeoutMs: this.number(this.#name(signal, 'TIMEOUT'), 10_000, MAX_TIME_MS),
    };
  }

  #url(signal: 'TRACES' | 'METRICS'): string | undefined {
    const own = this.text(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`);
    const common = this.text('OTEL_EXPORTER_OTLP_ENDPOINT');
    const given = own ?? common;
    if (given === undefined) return undefined;
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
      const name =
        own === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
      this.warnings.push(
        `${name} must be an address such as http://collector:4318: no ${signal.toLowerCase()} are exported.`,
      );
      this.hasBadEndpoint = true;
      return undefined;
    }
    // The address of all signals is where their paths begin, that of one is taken as it is.
    if (own === undefined) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal.toLowerCase()}`;
    return url.href;
  }

  #headers(signal: 'TRACES' | 'METRICS'): Record<string, string> {
    const given = {
      ...this.pairs('OTEL_EXPORTER_OTLP_HEADERS'),
      ...this.pairs(`OTEL_EXPORTER_OTLP_${signal}_HEADERS`),
    };
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(given)) {
      if (HEADER_NAME.test(name) && HEADER_VALUE.test(value)) headers[name] = value;
      else
        this.warnings.push(
          'OTEL_EXPORTER_OTLP_HEADERS has a header that no request can have: it is left out.',
        );
    }
    return headers;
  }

  #protocol(signal: 'TRACES' | 'METRICS'): OtlpProtocol {
    const given = this.#own(signal, 'PROTOCOL')?.toLowerCase();
    if (given === 'http/json' || given === 'http/protobuf') return given;
    if (given !== undefined) {
      this.warnings.push(
        `${this.#name(signal, 'PROTOCOL')} must be http/protobuf or http/json: http/protobuf counts, ` +
          "which collectors take at another port (4318) than gRPC's (4317).",
      );
    }
    return 'http/protobuf';
  }

  #own(signal: 'TRACES' | 'METRICS', what: string): string | undefined {
    return this.text(this.#name(signal, what));
  }

  /** The signal's own variable where it is set, else that of all signals. */
  #name(signal: 'TRACES' | 'METRICS', what: string): string {
    const own = `OTEL_EXPORTER_OTLP_${signal}_${what}`;
    return this.text(own) === undefined ? `OTEL_EXPORTER_OTLP_${what}` : own;
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}
