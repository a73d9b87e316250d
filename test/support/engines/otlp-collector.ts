import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilThere } from '../observation/until';

type Value = string | number | boolean | readonly unknown[];

/** A span as it arrived. */
export interface SentSpan {
  readonly name: string;
  /** 1 internal, 2 server, 3 client: https://github.com/open-telemetry/opentelemetry-proto */
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** 0 unset, 2 error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly resource: Readonly<Record<string, Value>>;
}

/** A point of a histogram as it arrived. */
export interface SentPoint {
  readonly metric: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly count: number;
  readonly sum: number;
}

interface RawValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
  readonly arrayValue?: { readonly values: readonly RawValue[] };
}
type RawAttributes = readonly { readonly key: string; readonly value: RawValue }[];

/** A collector of OpenTelemetry over OTLP/HTTP with JSON, on 127.0.0.1 and a free port. */
export class OtlpCollector {
  readonly spans: SentSpan[] = [];
  /** Of the last export. */
  points: SentPoint[] = [];
  /** The heads and bodies of all that came. */
  readonly requests: { path: string; headers: IncomingHttpHeaders; body: Buffer }[] = [];
  /** How requests are answered. */
  mode: 'takes' | 'refuses' | 'hangs' = 'takes';
  /** `http://127.0.0.1:<port>`, also once it is closed. */
  url = '';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request, response);
    });
  }

  static async start(): Promise<OtlpCollector> {
    const collector = new OtlpCollector();
    await new Promise<void>((resolve) => collector.#server.listen(0, '127.0.0.1', resolve));
    collector.url = `http://127.0.0.1:${(collector.#server.address() as AddressInfo).port}`;
    return collector;
  }

  /** The variables by which a service exports here soon. */
  get environment(): Record<string, string> {
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: this.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '10',
      OTEL_METRIC_EXPORT_INTERVAL: '50',
    };
  }

  /** The spans of the call with this `x-request-id`, its own first, once `count` of them are here. */
  async call(requestId: string, count: number): Promise<SentSpan[]> {
    return untilThere(
      () => {
        const own = this.spans.find(({ attributes }) => attributes['llm_proxy.request_id'] === requestId);
        if (own === undefined) return undefined;
        const below = (parent: string): SentSpan[] =>
          this.spans
            .filter(({ parentSpanId }) => parentSpanId === parent)
            .flatMap((span) => [span, ...below(span.spanId)]);
        const all = [own, ...below(own.spanId)];
        return all.length >= count ? all : undefined;
      },
      { what: `${count} spans of ${requestId}` },
    );
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const { url: path = '', headers } = request;
    this.requests.push({ path, headers, body });
    if (this.mode === 'hangs') return;
    if (this.mode === 'refuses') return void response.writeHead(500).end();
    if (headers['content-type'] === 'application/json') this.#read(JSON.parse(body.toString()) as RawExport);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }

  #read({ resourceSpans = [], resourceMetrics = [] }: RawExport): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({
          name: span.name,
          kind: span.kind,
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId,
          startNs: BigInt(span.startTimeUnixNano),
          endNs: BigInt(span.endTimeUnixNano),
          status: span.status?.code ?? 0,
          attributes: plain(span.attributes),
          resource: plain(resource.attributes),
        });
      }
    }
    if (resourceMetrics.length === 0) return;
    this.points = resourceMetrics
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .flatMap(({ name: metric, unit, histogram }) =>
        histogram.dataPoints.map(({ attributes, count, sum }) => ({
          metric,
          unit,
          attributes: plain(attributes),
          count: Number(count),
          sum,
        })),
      );
  }
}

interface RawExport {
  readonly resourceSpans?: readonly {
    readonly resource: { readonly attributes: RawAttributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly kind: number;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
        readonly status?: { readonly code: number };
        readonly attributes: RawAttributes;
      }[];
    }[];
  }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly unit: string;
        readonly histogram: {
          readonly dataPoints: readonly {
            readonly attributes: RawAttributes;
            readonly count: number | string;
            readonly sum: number;
          }[];
        };
      }[];
    }[];
  }[];
}

function plain(attributes: RawAttributes): Record<string, Value> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue({ stringValue, intValue, doubleValue, boolValue, arrayValue }: RawValue): Value {
  if (arrayValue !== undefined) return arrayValue.values.map(plainValue);
  return stringValue ?? doubleValue ?? boolValue ?? Number(intValue);
}
