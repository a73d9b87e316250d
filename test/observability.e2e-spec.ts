/** The board and the alert rules in deploy/, held to the metrics that there are. */
import { parse } from 'yaml';
import { ERROR_CATALOGUE } from '../src/errors/gateway-error';
import { get } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import { documentText, tableRows, unquoted } from './support/documents/markdown';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat: string;
  }[];
  readonly datasource?: { readonly type: string; readonly uid: string };
}

const rules = (
  parse(documentText('deploy/prometheus/alerts.yaml')) as { groups: { name: string; rules: Rule[] }[] }
).groups;
const alerts = rules.flatMap((group) => group.rules);
const board = JSON.parse(documentText('deploy/grafana/llm-proxy.json')) as {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
};
/** Where an expression is, what it says, and the text that shows its labels. */
const expressions = [
  ...alerts.map(({ alert, expr, annotations }) => [alert, expr, annotations.summary] as const),
  ...board.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
  ),
];

/** What a series has beside our own labels, from Prometheus and in histograms. */
const GIVEN_LABELS = ['job', 'instance', 'le'];
/** How a call ends that failed nobody's expectations, or whose caller has left. */
const OTHER_ENDINGS = ['OK', 'CALLER_GONE', 'CALLER_STALLED'];

/** The labels of each metric, as docs/log-and-metrics.md has them, which another test holds to the code. */
const LABELS = new Map(
  tableRows(documentText('docs/log-and-metrics.md')).map(
    ([name = '', , labels = '']) => [unquoted(name), labels.split(', ')] as const,
  ),
);

/** The metrics that an expression asks for, without what a histogram puts behind its name. */
function metricsOf(expression: string, histograms: ReadonlySet<string>): string[] {
  return [...expression.matchAll(/\b(?:llm_proxy|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => {
    const bare = name.replace(/_(?:bucket|sum|count)$/, '');
    return histograms.has(bare) ? bare : name;
  });
}

describe('the board and the alert rules', () => {
  let kinds: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const gateway = await startGateway();
    const { text } = await get(gateway, '/metrics');
    await gateway.close();
    kinds = new Map(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', kind = '']) => [name, kind]),
    );
  });

  it.each(expressions)('ask for metrics that there are: %s', (_where, expression) => {
    const histograms = new Set([...kinds].flatMap(([name, kind]) => (kind === 'histogram' ? [name] : [])));
    const asked = metricsOf(expression, histograms);
    expect(asked.length).toBeGreaterThan(0);
    for (const name of asked) expect([...kinds.keys()]).toContain(name);
    // What only grows is read by its rate; what goes up and down is not.
    for (const [, name = ''] of expression.matchAll(/(?:rate|increase)\(([a-z0-9_]+)/g)) {
      expect([name, kinds.get(name.replace(/_bucket$/, ''))]).toEqual([
        name,
        expect.stringMatching(/^(?:counter|histogram)$/) as string,
      ]);
    }
    for (const [open, close] of ['()', '{}', '[]']) {
      expect(expression.split(open ?? '').length).toBe(expression.split(close ?? '').length);
    }
  });

  it.each(expressions)(
    'name labels that these metrics have, and codes that there are: %s',
    (_where, expression, shown) => {
      const bare = expression.replaceAll(/"[^"]*"/g, '""');
      const labels = metricsOf(bare, new Set(LABELS.keys())).flatMap((name) => LABELS.get(name) ?? []);
      const named = [
        ...[...bare.matchAll(/(?:by|on|without|ignoring) \(([^)]*)\)/g)].flatMap(([, list = '']) =>
          list.split(', '),
        ),
        ...[...bare.matchAll(/(\w+)(?:=~|!~|!=|=)""/g)].map(([, label = '']) => label),
        ...[...shown.matchAll(/\{\{ ?(?:\$labels\.)?(\w+) ?\}\}/g)].map(([, label = '']) => label),
      ];
      for (const label of named) expect([...labels, ...GIVEN_LABELS]).toContain(label);
      for (const [, codes = ''] of expression.matchAll(/\bcode(?:=~|!~|!=|=)"([^"]*)"/g)) {
        for (const code of codes.split('|'))
          expect([...Object.keys(ERROR_CATALOGUE), ...OTHER_ENDINGS]).toContain(code);
      }
    },
  );

  it.each(alerts.map(({ alert, expr }) => [alert, expr] as const))(
    '%s sees the first of its events, and no other service',
    (_alert, expression) => {
      // A series begins with its first event: nothing has increased then.
      for (const [, name = ''] of expression.matchAll(/increase\((llm_proxy_\w+)[^[]*\[\w+\]\)+ > 0/g)) {
        if (LABELS.get(name)?.[0] === '') continue;
        expect(expression).toMatch(new RegExp(`or .*${name}.* unless ${name}.* offset`));
      }
      if (/\b(?:process|nodejs)_/.test(expression)) {
        expect(expression).toMatch(/ and on \(job, instance\) llm_proxy_|by \(instance\) \(llm_proxy_/);
      }
    },
  );

  it('take a breaker that waits for its next call for one that is open', () => {
    const { expr } = alerts.find(({ alert }) => alert === 'LlmProxyDeploymentOpen') ?? { expr: '' };
    expect(expr).toContain('llm_proxy_deployment_state == 1');
    expect(expr).toContain('llm_proxy_deployment_state == 2');
  });

  it('have a rule for the service itself, for the ledger, for budgets, and for each part of routing', () => {
    const asked = alerts.map(({ expr }) => expr).join('\n');
    for (const name of [
      'absent(llm_proxy_requests_in_flight)',
      'up == 0',
      'check="requests"',
      'check!="requests"',
      'INTERNAL|PROVIDER_ERROR|OVERLOADED|TIMEOUT',
      'llm_proxy_body_memory_waiting',
      'llm_proxy_ledger_lag_bytes',
      'llm_proxy_ledger_journal_bytes',
      'llm_proxy_ledger_unrecorded_total',
      'llm_proxy_ledger_lost_total',
      'BUDGET_EXCEEDED',
      'llm_proxy_budget_used_share',
      'llm_proxy_unpriced_calls_total',
      'llm_proxy_deployment_state',
      'llm_proxy_rescues_total',
      'llm_proxy_hedges_total',
      'llm_proxy_retries_refused_total',
      'llm_proxy_replays_total',
      'llm_proxy_spans_dropped_total',
    ]) {
      expect(asked).toContain(name);
    }
  });

  it.each(alerts.map((rule) => [rule.alert, rule] as const))('%s says what to do', (alert, rule) => {
    expect(alert).toMatch(/^LlmProxy[A-Z]\w+$/);
    expect(rule.labels.severity).toMatch(/^(?:info|warning|critical)$/);
    expect(rule.annotations.summary).toMatch(/\w.+[.]$/);
    expect(rule.annotations.description.length).toBeGreaterThan(40);
  });

  it('are listed in the document', () => {
    const [, section = ''] = documentText('docs/observability.md').split('\n## Alerts\n');
    const listed = tableRows(section)
      .map(([name = '', severity = '']) => [unquoted(name), severity])
      .filter(([name]) => name?.startsWith('LlmProxy'));
    expect(listed.sort()).toEqual(alerts.map(({ alert, labels }) => [alert, labels.severity]).sort());
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });

  it('are fed by a PodMonitor, in the document, that finds our pods and their port', () => {
    const [, yaml = ''] = /# pod-monitor\.yaml\n([^`]*)```/.exec(documentText('docs/observability.md')) ?? [];
    const monitor = parse(yaml) as {
      readonly spec: {
        readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
        readonly podMetricsEndpoints: readonly { readonly port: string; readonly path: string }[];
      };
    };
    const { spec } = parse(documentText('deploy/deployment.yaml')) as {
      readonly spec: {
        readonly template: {
          readonly metadata: {
            readonly labels: object;
            readonly annotations: Readonly<Record<string, string>>;
          };
          readonly spec: { readonly containers: readonly { readonly ports: readonly { name: string }[] }[] };
        };
      };
    };
    const { metadata, spec: pod } = spec.template;
    expect(metadata.labels).toMatchObject(monitor.spec.selector.matchLabels);
    const [endpoint] = monitor.spec.podMetricsEndpoints;
    expect(pod.containers.flatMap(({ ports }) => ports.map(({ name }) => name))).toContain(endpoint?.port);
    expect(endpoint?.path).toBe(metadata.annotations['prometheus.io/path']);
  });

  it('are of the shape that Grafana takes', () => {
    expect(board.uid).toMatch(/^[\w-]{1,40}$/);
    expect(board.title).not.toBe('');
    expect(board.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(board.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource' });
    // All of our jobs, not all of Prometheus: others have process_cpu_seconds_total as well.
    expect(board.templating.list[1]).toMatchObject({ name: 'job', includeAll: true });
    expect(board.templating.list[1]).not.toHaveProperty('allValue');
    const { panels } = board;
    expect(panels.length).toBeGreaterThan(20);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, title, gridPos, targets = [], datasource } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      expect(title).not.toBe('');
      if (type === 'row') continue;
      expect(['timeseries', 'stat', 'state-timeline']).toContain(type);
      expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
    for (const one of panels)
      for (const other of panels) expect(one !== other && overlap(one, other)).toBe(false);
  });
});

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
