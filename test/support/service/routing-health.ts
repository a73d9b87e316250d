/** The health of deployments without a service around it. */
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Deployment } from '../../../src/catalogue/deployment';
import { DeploymentHealth } from '../../../src/routing/health/deployment-health';
import { DeploymentStates } from '../../../src/routing/health/deployment-states';
import type { HealthSettings } from '../../../src/routing/health/deployment-states';
import type { ConnectionEntry } from '../../../src/registry/memory/registry-view';

/** The settings' defaults. */
const HEALTH_SETTINGS: HealthSettings = {
  breakerFailures: 5,
  breakerFailureShare: 0.5,
  breakerMinAttempts: 20,
  breakerWindowMs: 30_000,
  breakerWaitMs: 10_000,
  breakerMaxWaitMs: 300_000,
  retryBudgetShare: 0.2,
  retryBudgetPerSecond: 3,
};

/** What a router under test is given beside its health. */
export const ROUTER_LIMITS = {
  attemptTimeoutMs: undefined,
  retries: 1,
  retryWaitLimitMs: 3_000,
  headersTimeoutMs: 60_000,
  firstTokenTimeoutMs: 60_000,
  idleTimeoutMs: 60_000,
};

/** A health that nothing is known of yet, with what it keeps. */
export function routingHealth(
  settings: Partial<HealthSettings> = {},
  { log = pino({ level: 'silent' }), onRefused }: { log?: Logger; onRefused?: (id: string) => void } = {},
) {
  const states = new DeploymentStates({ ...HEALTH_SETTINGS, ...settings });
  const marks = {
    touchKey: () => undefined,
    markCredentialRefused: (id: string) => onRefused?.(id),
  };
  return { health: new DeploymentHealth(marks, log, states), states };
}

/** A connection as calls use it. */
export function connectionEntry(name = 'Main', revision = 1): ConnectionEntry {
  return {
    id: `conn_${name}`,
    name,
    provider: 'openai',
    endpoint: 'https://api.openai.com/v1',
    options: {},
    enabled: true,
    source: 'database',
    revision,
    credential: () => undefined,
  };
}

/** A deployment behind a connection of its own, of the name of its upstream. */
export function connected<T extends Deployment>(deployment: T): T {
  return { ...deployment, connection: connectionEntry(deployment.adapter.upstream) };
}
