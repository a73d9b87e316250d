import { pino } from 'pino';
import { GatewayError } from '../../errors/gateway-error';
import { FailingAdapter } from '../../llm/failing.adapter';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import { DeploymentHealth } from './deployment-health';
import type { Deployment } from '../../catalogue/deployment';

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

  describe('of a failure that a request may have brought about', () => {
    const FAILED = new GatewayError('PROVIDER_ERROR', 'x', {
      upstreamFailure: 'server_error',
      upstreamStatus: 500,
    });
    const connection = connectionOf(1);
    const benchedFor = (caller: string) => health.isBenched(connection, 'm', caller);

    it('benches for its caller alone, however often it comes', () => {
      for (let n = 0; n < 5; n++) health.failed(deploymentOf(connection), FAILED, 'poisoner');
      expect([benchedFor('poisoner'), benchedFor('other')]).toEqual([true, false]);
    });

    it('benches for everybody when two callers meet it', () => {
      health.failed(deploymentOf(connection), FAILED, 'one');
      health.failed(deploymentOf(connection), FAILED, 'two');
      expect(['one', 'two', 'three'].map(benchedFor)).toEqual([true, true, true]);
    });

    it('is forgotten with a success in between', () => {
      health.failed(deploymentOf(connection), FAILED, 'one');
      health.succeeded(deploymentOf(connection), 'two');
      health.failed(deploymentOf(connection), FAILED, 'two');
      expect(['one', 'two', 'three'].map(benchedFor)).toEqual([true, true, false]);
    });

    it.each([
      ['is a 429', { upstreamFailure: 'rate_limit', upstreamStatus: 429 }],
      ['is a 403', { upstreamFailure: 'credential', upstreamStatus: 403 }],
      ['was taken and not answered', { upstreamFailure: 'no_answer' }],
    ] as const)('also where it %s', (_how, options) => {
      const failure = new GatewayError('PROVIDER_ERROR', 'x', options);
      health.failed(deploymentOf(connection), failure, 'one');
      expect([benchedFor('one'), benchedFor('two')]).toEqual([true, false]);
      expect(marked).toEqual([]);
      health.failed(deploymentOf(connection), failure, 'two');
      expect(benchedFor('three')).toBe(true);
    });

    it('counts for nothing when its kind was read out of the provider’s words', () => {
      const inferred = new GatewayError('PROVIDER_ERROR', 'x', {
        upstreamFailure: 'credential',
        inferred: true,
      });
      health.failed(deploymentOf(connection), inferred, 'one');
      health.failed(deploymentOf(connection), inferred, 'two');
      expect(['one', 'two', 'three'].map(benchedFor)).toEqual([false, false, false]);
      expect(marked).toEqual([]);
    });
  });

  it('benches for everybody at once where no connection came', () => {
    const failure = new GatewayError('PROVIDER_ERROR', 'x', { upstreamFailure: 'connect' });
    health.failed(deploymentOf(connectionOf(1)), failure, 'one');
    expect(health.isBenched(connectionOf(1), 'm', 'two')).toBe(true);
  });
});
