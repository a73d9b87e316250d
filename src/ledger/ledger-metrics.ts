import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { Ledger } from './ledger';
import type { LedgerState } from './ledger';

interface Measure {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly of: (state: LedgerState) => number;
}

const MEASURES: readonly Measure[] = [
  {
    name: 'llm_proxy_ledger_journal_bytes',
    help: "Bytes of the ledger's journal.",
    kind: 'gauge',
    of: ({ journalBytes }) => journalBytes,
  },
  {
    name: 'llm_proxy_ledger_journal_limit_bytes',
    help: 'Bytes that the journal may have (LLM_PROXY__LEDGER_JOURNAL_MIB).',
    kind: 'gauge',
    of: ({ journalLimitBytes }) => journalLimitBytes,
  },
  {
    name: 'llm_proxy_ledger_lag_bytes',
    help: 'Bytes of the journal that are not in the database yet.',
    kind: 'gauge',
    of: ({ lagBytes }) => lagBytes,
  },
  {
    name: 'llm_proxy_ledger_lost_total',
    help: 'Calls that were under way when an earlier process was killed.',
    kind: 'counter',
    of: ({ lost }) => lost,
  },
  {
    name: 'llm_proxy_ledger_unrecorded_total',
    help: 'Records that found no room in the journal, or that the disk did not take.',
    kind: 'counter',
    of: ({ unrecorded }) => unrecorded,
  },
];

/** How the ledger fares, for Prometheus. Read at the scrape. */
@Injectable()
export class LedgerMetrics {
  constructor(@Inject(Registry) registry: Registry, ledger: Ledger) {
    if (!ledger.isOn) return;
    for (const { name, help, kind, of } of MEASURES) {
      const value = (): number => (ledger.state === undefined ? 0 : of(ledger.state));
      if (kind === 'gauge') {
        new Gauge({
          name,
          help,
          registers: [registry],
          collect() {
            this.set(value());
          },
        });
        continue;
      }
      new Counter({
        name,
        help,
        registers: [registry],
        collect() {
          this.reset();
          this.inc(value());
        },
      });
    }
  }
}
