import type { ExportResult, ExportResultCode } from '@opentelemetry/core' with {
  'resolution-mode': 'import',
};
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace' with {
  'resolution-mode': 'import',
};

/** Spans on their way to the collector, counted until they are there or are given up. */
export class SpanCounts {
  /** Handed over, and neither there nor given up. */
  waiting = 0;
  exported = 0;
  /** Given up: the queue was full, or the collector did not take them. */
  dropped = 0;
}

/** An exporter that counts what becomes of its spans. */
export class CountedExporter implements SpanExporter {
  /** @param onFailure told why spans were given up */
  constructor(
    private readonly inner: SpanExporter,
    private readonly counts: SpanCounts,
    private readonly codes: Readonly<Record<'success' | 'failed', ExportResultCode>>,
    private readonly onFailure: (reason: string, spans: number) => void,
  ) {}

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const { counts, codes } = this;
    let isOver = false;
    const over = (result: ExportResult): void => {
      if (isOver) return;
      isOver = true;
      counts.waiting -= spans.length;
      if (result.code === codes.success) counts.exported += spans.length;
      else {
        counts.dropped += spans.length;
        this.onFailure(result.error?.message ?? 'no reason was given', spans.length);
      }
      done(result);
    };
    try {
      this.inner.export(spans, over);
    } catch (thrown) {
      over({ code: codes.failed, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
    }
  }

  shutdown(): Promise<void> {
    return this.inner.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.inner.forceFlush?.();
  }
}
