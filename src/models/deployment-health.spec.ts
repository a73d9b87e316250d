import { pino } from 'pino';
import { GatewayError } from '../errors/gateway-error';
import { FailingAdapter } from '../llm/failing.adapter';
import type { ConnectionEntry } from '../registry/registry-view';
import { DeploymentHealth } from './deployment-health';
import type { Deployment } from './deployment';

const REFUSED = new GatewayError('PROVIDER_ERROR', 'refused', { upstreamFailure: 'credential' });

function connectionOf(revision: number): ConnectionEntry {
  return {
    id: 'conn_1',
    name: 'Main',
    provider: 'openai',
    endpoint: 'https://api.openai.com/v1',
    options: {},
    enabled: true,
    source: 'database',
    revision,
    credential: () => undefined,
  };
}

function deploymentOf(connection: ConnectionEntry): Deployment {
  return {
    id: 'Main/m',
    adapter: new FailingAdapter('Main', REFUSED),
    remoteModel: 'm',
    deploymentName: undefined,
    maxOutputTokens: undefined,
    connection,
    assignment: undefined,
  };
}

describe('DeploymentHealth', () => {
  let marked: string[];
  let health: DeploymentHealth;

  beforeEach(() => {
    marked = [];
    const marks = { touchKey: () => undefined, markCredentialRefused: (id: string) => marked.push(id) };
    health = new DeploymentHealth(marks, pino({ level: 'silent' }));
  });

  it('tells of a refused credential once, however many calls it fails', () => {
    const connection = connectionOf(1);
    health.failed(deploymentOf(connection), REFUSED);
    health.failed(deploymentOf(connection), REFUSED);
    expect(marked).toEqual(['conn_1']);
    expect(health.isBenched(connection, 'another')).toBe(true);
  });

  it('gives a connection that was changed a new chance, and tells when that is refused too', () => {
    health.failed(deploymentOf(connectionOf(1)), REFUSED);
    const changed = connectionOf(2);
    expect(health.isBenched(changed, 'm')).toBe(false);
    health.failed(deploymentOf(changed), REFUSED);
    expect(marked).toEqual(['conn_1', 'conn_1']);
    expect(health.isBenched(changed, 'm')).toBe(true);
  });

  it('blames no provider for a row that is damaged', () => {
    const damaged = { ...connectionOf(1), enabled: false, flaw: 'its credential does not open' };
    health.failed(deploymentOf(damaged), REFUSED);
    expect(marked).toEqual([]);
    expect(health.isBenched(damaged, 'm')).toBe(true);
  });
});
