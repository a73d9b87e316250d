import type {
  Attributes,
  HrTime,
  Link,
  SpanContext,
  SpanKind,
  SpanStatus,
  SpanStatusCode,
} from '@opentelemetry/api' with { 'resolution-mode': 'import' };
import type { InstrumentationScope } from '@opentelemetry/core' with { 'resolution-mode': 'import' };
import type { Resource } from '@opentelemetry/resources' with { 'resolution-mode': 'import' };
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace' with { 'resolution-mode': 'import' };

const NO_LINKS: Link[] = [];
const NO_EVENTS: TimedEvent[] = [];
const SAMPLED = 1;

/** A span as the code that measured it tells of it. */
export interface SpanData {
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client';
  /** 16 hex digits. */
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** Whether the parent is another program's. */
  readonly isParentRemote?: boolean;
  /** Moments in milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** None is undefined: exporters write what is there. */
  readonly attributes: Attributes;
  /** What went wrong, in a word of ours; undefined for nothing. */
  readonly error: string | undefined;
}

/** What all spans of a process have. */
export interface SpanSource {
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  /** Values of the API, which is loaded only where spans are made. */
  readonly kinds: Readonly<Record<SpanData['kind'], SpanKind>>;
  readonly unset: SpanStatus;
  readonly failed: SpanStatusCode;
}

/**
 * A span made when it is over, from what was measured anyway: the SDK's own would be kept, looked up and checked while the
 * call runs.
 */
export class FinishedSpan implements ReadableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  readonly parentSpanContext?: SpanContext;
  readonly links = NO_LINKS;
  readonly events = NO_EVENTS;
  readonly ended = true;
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  readonly #context: SpanContext;

  constructor(traceId: string, data: SpanData, source: SpanSource) {
    const { name, kind, spanId, parentSpanId, isParentRemote, startedAt, endedAt, attributes, error } = data;
    this.name = name;
    this.kind = source.kinds[kind];
    this.startTime = hrTime(startedAt);
    this.endTime = hrTime(Math.max(startedAt, endedAt));
    this.duration = hrTime(Math.max(0, endedAt - startedAt));
    this.attributes = attributes;
    this.status = error === undefined ? source.unset : { code: source.failed, message: error };
    this.resource = source.resource;
    this.instrumentationScope = source.instrumentationScope;
    this.#context = { traceId, spanId, traceFlags: SAMPLED };
    if (parentSpanId !== undefined) {
      const isRemote = isParentRemote === true;
      this.parentSpanContext = { traceId, spanId: parentSpanId, traceFlags: SAMPLED, isRemote };
    }
  }

  spanContext(): SpanContext {
    return this.#context;
  }
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1_000_000)];
}
