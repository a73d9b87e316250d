import { Registry } from 'prom-client';
import { CostMetrics } from './cost-metrics';
import type { CostlyCall } from './cost-metrics';
import { ModelLabels } from './model-labels';

function costs(shown = true) {
  const registry = new Registry();
  const models = new ModelLabels();
  models.know(Array.from({ length: 400 }, (_, at) => `model-${at}`));
  return { registry, metrics: new CostMetrics(registry, models, { metricsEnabled: shown }) };
}

const samples = async (registry: Registry, name: string): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith(name));

describe('the cost of calls', () => {
  it('adds up by group and alias; what has no price is counted apart', async () => {
    const { registry, metrics } = costs();
    metrics.ended('acme/search', of('model-1', true), 0.25);
    metrics.ended('acme/search', of('model-1', true), 0.5);
    metrics.ended('', of('model-2', true), 1);
    metrics.ended(undefined, of('model-2', true), 2);
    metrics.ended('acme', of('model-3', true), undefined);
    metrics.ended('acme', of('model-4', true), 0);
    expect(await samples(registry, 'llm_proxy_cost_usd_total')).toEqual([
      'llm_proxy_cost_usd_total{group="acme/search",model="model-1"} 0.75',
      'llm_proxy_cost_usd_total{group="",model="model-2"} 1',
      'llm_proxy_cost_usd_total{group="(internal keys)",model="model-2"} 2',
    ]);
    expect(await samples(registry, 'llm_proxy_unpriced_calls_total')).toEqual([
      'llm_proxy_unpriced_calls_total{model="model-3"} 1',
    ]);
  });

  it('has a bounded number of series, and loses nothing', async () => {
    const { registry, metrics } = costs();
    for (let group = 0; group < 400; group++) {
      for (let model = 0; model < 50; model++)
        metrics.ended(`group-${group}`, of(`model-${model}`, true), 0.5);
    }
    for (let model = 0; model < 1_000; model++) metrics.ended('late', of(`made-up-${model}`, false), 0.5);
    const lines = await samples(registry, 'llm_proxy_cost_usd_total');
    expect(lines.length).toBeLessThanOrEqual(2_300);
    expect(lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(10_500);
  });

  it('is not counted where no metrics are shown', async () => {
    const { registry, metrics } = costs(false);
    metrics.ended('acme', of('model-1', true), 1);
    expect(await samples(registry, 'llm_proxy_cost_usd_total')).toEqual([]);
  });
});

function of(model: string, isAnswered: boolean): CostlyCall {
  return { model, isAnswered, caller: { keyId: 'anyone' } };
}
