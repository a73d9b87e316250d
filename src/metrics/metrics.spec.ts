import { Registry } from 'prom-client';
import type { CallMeasures } from './call-measures';
import { GapHistogram } from './gap-histogram';
import { LimitMetrics } from './limit-metrics';
import { Metrics } from './metrics';
import { ModelLabels } from './model-labels';

describe('Metrics', () => {
  let registry: Registry;
  let metrics: Metrics;
  let limits: LimitMetrics;

  beforeEach(() => {
    registry = new Registry();
    const labels = new ModelLabels();
    metrics = new Metrics(registry, labels);
    limits = new LimitMetrics(registry, labels);
  });

  async function lines(start: string): Promise<string[]> {
    return (await registry.metrics()).split('\n').filter((line) => line.startsWith(start));
  }

  it('counts calls by route, model, status, code and streaming', async () => {
    for (const differences of [
      {},
      {},
      { streamed: true },
      { status: 504, code: 'TIMEOUT', ending: 'timeout' },
    ]) {
      metrics.callEnded(call(differences));
    }
    expect(await lines('llm_proxy_requests_total')).toEqual([
      'llm_proxy_requests_total{route="/v1/chat/completions",model="m",status="200",code="OK",streamed="false"} 2',
      'llm_proxy_requests_total{route="/v1/chat/completions",model="m",status="200",code="OK",streamed="true"} 1',
      'llm_proxy_requests_total{route="/v1/chat/completions",model="m",status="504",code="TIMEOUT",streamed="false"} 1',
    ]);
  });

  it('tells the alias of a virtual key also while its deployments fail, and no name that a caller made up', async () => {
    const failed = { status: 502, code: 'PROVIDER_ERROR', facts: { upstreamStatus: 500, usage: undefined } };
    const of = (model: string, alias?: string) => {
      const key = alias === undefined ? {} : { key: { assignments: () => [{ alias }] } };
      return {
        request: {
          route: '/v1/chat/completions',
          model,
          caller: { keyId: 'k', name: 'k', kind: 'any', ...key },
        },
      };
    };
    metrics.callEnded(call({ ...failed, ...of('assigned', 'assigned') }));
    metrics.callEnded(
      call({ ...failed, ...of('benched', 'benched'), attempts: [], upstreamFailure: 'unavailable' }),
    );
    metrics.callEnded(call({ ...failed, ...of('made-up', '*') }));
    metrics.callEnded(call({ ...failed, ...of('made-up') }));
    expect(
      (await lines('llm_proxy_requests_total')).map((line) => /model="([^"]*)"/.exec(line)?.[1]),
    ).toEqual(['assigned', 'benched', 'other']);
  });

  it('tells a caller who left from an answer, also after a 200', async () => {
    metrics.callEnded(call({ streamed: true, ending: 'caller_gone' }));
    expect(await lines('llm_proxy_requests_total')).toEqual([
      expect.stringContaining('status="200",code="CALLER_GONE"'),
    ]);
  });

  it('adds tokens up by key and class', async () => {
    const usage = { promptTokens: 10, completionTokens: 7, cachedTokens: 4, reasoningTokens: 2 };
    const facts = { upstreamStatus: 200, usage };
    metrics.callEnded(call({ facts }));
    metrics.callEnded(call({ facts }));
    const labels = 'route="/v1/chat/completions",model="m",key="billing"';
    expect(await lines('llm_proxy_tokens_total')).toEqual([
      `llm_proxy_tokens_total{${labels},type="prompt"} 20`,
      `llm_proxy_tokens_total{${labels},type="completion"} 14`,
      `llm_proxy_tokens_total{${labels},type="cached"} 8`,
      `llm_proxy_tokens_total{${labels},type="reasoning"} 4`,
    ]);
  });

  it("counts each attempt's failure, and the limit that ended the last one", async () => {
    const attempts = [
      { deployment: { id: 'litellm/openai/m' }, outcome: 'connect' },
      { deployment: { id: 'spare/m' }, outcome: 'aborted' },
    ];
    metrics.callEnded(call({ attempts, upstream: 'spare', upstreamFailure: 'total_timeout' }));
    metrics.callEnded(call({ attempts: [{ deployment: { id: 'litellm/m' }, outcome: 'aborted' }] }));
    expect(await lines('llm_proxy_upstream_errors_total')).toEqual([
      'llm_proxy_upstream_errors_total{upstream="litellm",kind="connect"} 1',
      'llm_proxy_upstream_errors_total{upstream="spare",kind="total_timeout"} 1',
    ]);
  });

  it('counts refusals and asks for the calls under way', async () => {
    metrics.refused('/v1/chat/completions', 401, 'UNAUTHORIZED');
    metrics.setInFlightSource(() => 3);
    limits.refused('key');
    limits.nearlyRefused('nobody-knows');
    expect(await lines('llm_proxy_requests')).toEqual([
      'llm_proxy_requests_total{route="/v1/chat/completions",model="none",status="401",code="UNAUTHORIZED",streamed="false"} 1',
      'llm_proxy_requests_in_flight 3',
    ]);
    expect(await lines('llm_proxy_limiter')).toEqual([
      'llm_proxy_limiter_refusals_total{limit="key"} 1',
      'llm_proxy_limiter_near_refusals_total{model="other"} 1',
    ]);
    expect(await lines('llm_proxy_request_duration')).toEqual([]);
  });
});

function call(differences: Partial<CallMeasures> = {}): CallMeasures {
  return {
    request: {
      route: '/v1/chat/completions',
      model: 'm',
      caller: { keyId: 'billing', name: 'billing', kind: 'internal' },
    },
    streamed: false,
    status: 200,
    code: undefined,
    ending: 'whole',
    upstream: 'litellm',
    upstreamFailure: undefined,
    attempts: [{ deployment: { id: 'litellm/m' }, outcome: 'ok' }],
    facts: { upstreamStatus: 200, usage: undefined },
    notes: { rescues: [], replayed: undefined, hedge: undefined, retryRefusedAt: undefined },
    firstTokenMs: undefined,
    durationMs: 12,
    gaps: new GapHistogram(),
    ...differences,
  };
}
