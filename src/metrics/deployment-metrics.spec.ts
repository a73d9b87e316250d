import { Registry } from 'prom-client';
import { DeploymentMetrics } from './deployment-metrics';

it('shows every registered deployment, and of names that callers made up a hundred that never change', async () => {
  const registry = new Registry();
  const metrics = new DeploymentMetrics(registry);
  const one = (id: string) => ({ id, state: 'closed' as const, in_flight: 1 });
  let round = 0;
  metrics.setSource(() => ({
    registered: Array.from({ length: 400 }, (_, n) => one(`zoo/model-${n}`)),
    others: Array.from({ length: 300 }, (_, n) => one(`main/made-up-${round}-${n}`)),
  }));
  const shown = async (): Promise<number> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith('llm_proxy_deployment_state{'))
      .length;
  expect(await shown()).toBe(500);
  round = 1;
  expect(await shown()).toBe(400);
});
