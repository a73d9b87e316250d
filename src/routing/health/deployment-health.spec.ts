import { pino } from 'pino';
import { connectionEntry, routingHealth } from '../../../test/support/service/routing-health';
import { GatewayError } from '../../errors/gateway-error';
import type { UpstreamFailure } from '../../errors/gateway-error';
import { FailingAdapter } from '../../llm/failing.adapter';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import type { Deployment } from '../../catalogue/deployment';
import type { DeploymentHealth } from './deployment-health';

const REFUSED = new GatewayError('PROVIDER_ERROR', 'refused', { upstreamFailure: 'credential' });

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
    ({ health } = routingHealth({}, { onRefused: (id) => void marked.push(id) }));
  });

  it('tells of a refused credential once, however many calls it fails', () => {
    const connection = connectionEntry('Main', 1);
    health.failed(deploymentOf(connection), REFUSED);
    health.failed(deploymentOf(connection), REFUSED);
    expect(marked).toEqual(['conn_Main']);
    expect(health.isLast({ ...deploymentOf(connection), id: 'Main/another' }, '')).toBe(true);
  });

  it('gives a connection that was changed a new chance, and tells when that is refused too', () => {
    health.failed(deploymentOf(connectionEntry('Main', 1)), REFUSED);
    const changed = connectionEntry('Main', 2);
    expect(health.isLast(deploymentOf(changed), '')).toBe(false);
    health.failed(deploymentOf(changed), REFUSED);
    expect(marked).toEqual(['conn_Main', 'conn_Main']);
    expect(health.isLast(deploymentOf(changed), '')).toBe(true);
  });

  it('forgets nothing of a connection that was changed while a call from before it runs', () => {
    const { health: ofBoth, states } = routingHealth();
    const [before, changed] = [1, 2].map((revision) => deploymentOf(connectionEntry('Main', revision)));
    if (before === undefined || changed === undefined) throw new Error('no deployments');
    const old = [ofBoth.begin(before, 'key_1'), ofBoth.begin(before, 'key_1')];
    const running = ofBoth.begin(changed, 'key_1');
    expect(states.of(changed).inFlight).toBe(3);
    const down = new GatewayError('PROVIDER_ERROR', 'x', { upstreamFailure: 'connect' });
    for (let n = 0; n < 5; n++) ofBoth.begin(changed, 'key_1').failed(down);
    old[0]?.succeeded({ startedAt: 0, openedAt: 1, firstFrameAt: 2 });
    old[1]?.failed(down);
    expect(ofBoth.unavailable(changed, 'key_1')).toMatchObject({ why: 'open' });
    expect(states.of(changed).inFlight).toBe(1);
    running.abandoned();
    expect(states.of(changed).inFlight).toBe(0);
  });

  it('keeps the models of the mode’s upstream apart, and asks each however often it fails', () => {
    const ofMode = (remoteModel: string): Deployment => ({
      ...deploymentOf(connectionEntry()),
      ...{ id: `LiteLLM/${remoteModel}`, remoteModel, connection: undefined },
    });
    const down = new GatewayError('PROVIDER_ERROR', 'x', { upstreamFailure: 'connect' });
    for (let n = 0; n < 100; n++) health.begin(ofMode('bad'), `key_${n % 3}`).failed(down);
    expect(health.unavailable(ofMode('bad'), 'key_1')).toBeUndefined();
    while (health.spendRetry(ofMode('bad')));
    expect([health.spendRetry(ofMode('bad')), health.spendRetry(ofMode('good'))]).toEqual([false, true]);
  });

  it('blames no provider for a row that is damaged', () => {
    const damaged = { ...connectionEntry('Main', 1), enabled: false, flaw: 'its credential does not open' };
    health.failed(deploymentOf(damaged), REFUSED);
    expect(marked).toEqual([]);
    expect(health.isLast(deploymentOf(damaged), '')).toBe(true);
  });

  describe('of a failure that a request may have brought about', () => {
    const FAILED = new GatewayError('PROVIDER_ERROR', 'x', {
      upstreamFailure: 'server_error',
      upstreamStatus: 500,
    });
    const connection = connectionEntry('Main', 1);
    const benchedFor = (caller: string) => health.isLast(deploymentOf(connection), caller);

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

  it.each([
    ['says nothing to anybody', false, [true, false]],
    ['has answered another call meanwhile', true, [false, false]],
  ])('benches one that was overtaken and %s, for whose call it was', (_what, isHeard, benched) => {
    const one = deploymentOf(connectionEntry('Main', 1));
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const [slow, other] = [health.begin(one, 'one'), health.begin(one, 'two')];
    clock.mockReturnValue(5_000);
    if (isHeard) other.succeeded({ startedAt: 1_000, openedAt: 2_000, firstFrameAt: 2_000 });
    else other.abandoned();
    slow.overtaken({ startedAt: 1_000, openedAt: undefined, firstFrameAt: undefined });
    const seen = ['one', 'two'].map((caller) => health.isLast(one, caller));
    clock.mockRestore();
    expect(seen).toEqual(benched);
    expect(health.unavailable(one, 'one')).toBeUndefined();
  });

  it('benches as long as the longest wait that calls at one time were told', () => {
    const one = deploymentOf(connectionEntry('Main', 1));
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    for (const retryAfterMs of [undefined, 50_000, 1_000, undefined]) {
      const busy = { upstreamFailure: 'rate_limit', retryAfterMs } as const;
      health.failed(one, new GatewayError('RATE_LIMIT', 'x', busy), 'one');
    }
    const isLastAt = (ms: number): boolean => {
      clock.mockReturnValue(ms);
      return health.isLast(one, 'one');
    };
    const seen = [50_000, 51_001].map(isLastAt);
    clock.mockRestore();
    expect(seen).toEqual([true, false]);
  });

  it('benches for everybody at once where no connection came', () => {
    const failure = new GatewayError('PROVIDER_ERROR', 'x', { upstreamFailure: 'connect' });
    health.failed(deploymentOf(connectionEntry('Main', 1)), failure, 'one');
    expect(health.isLast(deploymentOf(connectionEntry('Main', 1)), 'two')).toBe(true);
  });
});

describe('a breaker', () => {
  const FAILED = new GatewayError('PROVIDER_ERROR', 'x', {
    upstreamFailure: 'server_error',
    upstreamStatus: 503,
  });
  const failure = (upstreamFailure: UpstreamFailure, options: object = {}) =>
    new GatewayError('PROVIDER_ERROR', 'x', { upstreamFailure, ...options });
  const deployment = deploymentOf(connectionEntry());
  const times = { startedAt: 0, openedAt: 5, firstFrameAt: undefined };

  /** So many attempts of some callers in turn, all at once, each of which fails so. */
  function failing(attempts: number, error: GatewayError, ...callers: readonly string[]) {
    const lines: string[] = [];
    const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
    const { health, states } = routingHealth({}, { log });
    const running = Array.from({ length: attempts }, (_, n) =>
      health.begin(deployment, callers[n % callers.length] ?? ''),
    );
    for (const permit of running) permit.failed(error);
    const open = (caller: string) => health.unavailable(deployment, caller)?.why;
    const logged = () => lines.map((line): unknown => JSON.parse(line));
    return { health, states, open, logged };
  }

  it.each<[what: string, error: GatewayError, open: readonly unknown[]]>([
    ['a 5xx', FAILED, ['open', 'open']],
    ['silence', failure('first_token_timeout'), ['open', 'open']],
    ['a cut', failure('cut'), ['open', 'open']],
    ['an error in the stream', failure('stream_error'), ['open', 'open']],
    ['no connection', failure('connect'), ['open', 'open']],
    ['an answer that makes no sense', failure('malformed'), ['open', 'open']],
    ['a refused credential', failure('credential', { upstreamStatus: 401 }), ['open', 'open']],
    ['a 429: busy is not broken', failure('rate_limit', { upstreamStatus: 429 }), [undefined, undefined]],
    ['a mistake of the caller', failure('rejected', { upstreamStatus: 400 }), [undefined, undefined]],
    ['what was read out of words', failure('server_error', { inferred: true }), [undefined, undefined]],
    ['a failure of ours', new GatewayError('INTERNAL', 'x'), [undefined, undefined]],
  ])('of a deployment at which keys meet %s', (_what, error, open) => {
    const { open: openFor } = failing(6, error, 'one', 'two');
    expect(['one', 'three'].map(openFor)).toEqual(open);
  });

  it('opens for the one key alone whose calls fail', () => {
    const { open, logged } = failing(5, FAILED, 'one');
    expect(['one', 'two'].map(open)).toEqual(['open', undefined]);
    expect(logged()).toEqual([
      expect.objectContaining({
        breaker: 'open',
        deployment: 'Main/m',
        key_id: 'one',
        upstream_failure: 'server_error',
      }),
    ]);
  });

  it('of a credential keeps calls from every deployment of its connection', () => {
    const { health } = failing(5, failure('credential', { upstreamStatus: 401 }), 'one');
    expect(health.unavailable({ ...deployment, id: 'Main/other' }, 'two')?.why).toBe('open');
    expect(health.unavailable(deploymentOf(connectionEntry('Main', 2)), 'two')).toBeUndefined();
  });

  it('says each change once', () => {
    const { health, open, logged } = failing(50, FAILED, 'one', 'two');
    expect(open('three')).toBe('open');
    expect(logged()).toHaveLength(1);
    health.reset('Main/m', connectionEntry());
    expect([open('one'), open('three')]).toEqual([undefined, undefined]);
    expect(logged()).toHaveLength(2);
  });

  it('is left alone by those whose caller left, and keeps count of what runs', () => {
    const { health, states, open } = failing(4, FAILED, 'one');
    for (let n = 0; n < 10; n++) health.begin(deployment, 'one').abandoned();
    const running = health.begin(deployment, 'one');
    expect([open('one'), states.of(deployment).inFlight]).toEqual([undefined, 1]);
    running.succeeded(times);
    expect(states.of(deployment).inFlight).toBe(0);
  });

  it('knows a bounded number of deployments and callers', () => {
    const { health, states } = routingHealth();
    for (let n = 0; n < 5_000; n++) {
      health.begin({ ...deployment, id: `Main/${n}` }, 'one').failed(FAILED);
      health.begin(deployment, `caller${n}`).failed(FAILED);
    }
    expect([...states.all()].length).toBeLessThanOrEqual(2_000);
  });
});
