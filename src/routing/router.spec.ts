import {
  answerCall,
  failure,
  KeepingAnswerSink,
  scripted,
} from '../../test/support/providers/scripted-adapter';
import type { Step } from '../../test/support/providers/scripted-adapter';
import {
  connected,
  connectionEntry,
  ROUTER_LIMITS,
  routingHealth,
} from '../../test/support/service/routing-health';
import { until, within } from '../../test/support/observation/until';
import { Cancellation } from '../cancellation/cancellation';
import { GatewayError } from '../errors/gateway-error';
import type { AnswerCall } from './answer-source';
import type { HealthSettings } from './health/deployment-states';
import { Router } from './router';

const BROKEN = failure('server_error', 500, 0);
const BUSY = failure('rate_limit', 429, 0);
const NO_QUOTA = new GatewayError('PROVIDER_ERROR', 'quota', {
  upstreamFailure: 'rate_limit',
  retryable: false,
});
const NO_QUOTA_LIMIT = new GatewayError('RATE_LIMIT', 'quota', {
  upstreamFailure: 'rate_limit',
  upstreamStatus: 429,
  retryable: false,
});
const BUSY_FOR = (seconds: number): GatewayError => failure('rate_limit', 429, seconds * 1_000);
const UNREACHABLE = failure('connect', undefined, 0);
const OVERLOADED = failure('server_error', 503);
const LATER = failure('rate_limit', 429, 3_500);
const NO_TOKEN = failure('first_token_timeout');
const MALFORMED = failure('malformed');
const TIMED_OUT = new GatewayError('TIMEOUT', 'headers', { upstreamFailure: 'headers_timeout' });
const RESET = new GatewayError('PROVIDER_ERROR', 'reset', {
  upstreamFailure: 'no_answer',
  cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
});
const SILENT = failure('no_answer', undefined, 0);
const REFUSED_KEY = failure('credential', 401);
const REJECTED = new GatewayError('INVALID_REQUEST', 'rejected', {
  upstreamFailure: 'rejected',
  upstreamStatus: 400,
});
const CUT: Step = { after: 'half', fails: failure('cut') };

function routerWith({ retries = 1, ...settings }: Partial<HealthSettings & { retries: number }> = {}) {
  const { health, states } = routingHealth(settings);
  return { router: new Router({ ...ROUTER_LIMITS, retries }, health, { retry: {} }), health, states };
}

const outcomes = ({ attempts }: AnswerCall): string =>
  attempts.map(({ deployment, outcome }) => `${deployment.adapter.upstream} ${outcome}`).join(', ');

describe('Router', () => {
  describe.each(['whole', 'streamed'] as const)('%s', (how) => {
    const ask = async (call: AnswerCall, signal = new Cancellation()): Promise<string> => {
      const { router } = routerWith();
      if (how === 'whole') return (await router.whole(call, signal)).body.toString();
      const sink = new KeepingAnswerSink();
      await router.stream(call, sink, signal);
      return sink.text;
    };

    it.each<[failure: string, a: Step[], b: Step[], attempts: string]>([
      ['no failure', ['ok'], ['ok'], 'a ok'],
      ['a 500 that is gone at once', [BROKEN, 'ok'], ['ok'], 'a server_error, a ok'],
      ['a 500 that comes again', [BROKEN], ['ok'], 'a server_error, a server_error, b ok'],
      ['a 503', [OVERLOADED], ['ok'], 'a server_error, b ok'],
      ['a reset before the head', [RESET, 'ok'], ['ok'], 'a no_answer, a ok'],
      ['silence until a limit of time', [TIMED_OUT], ['ok'], 'a headers_timeout, b ok'],
      ['silence after the head', [NO_TOKEN], ['ok'], 'a first_token_timeout, b ok'],
      ['a cut before anything was delivered', [failure('cut')], ['ok'], 'a cut, b ok'],
      ['an answer that makes no sense', [MALFORMED], ['ok'], 'a malformed, b ok'],
      ['a redirect', [failure('redirect')], ['ok'], 'a redirect, b ok'],
      ['a 429', [BUSY], ['ok'], 'a rate_limit, b ok'],
      ['a used-up quota', [NO_QUOTA], ['ok'], 'a rate_limit, b ok'],
      ['no connection', [UNREACHABLE], ['ok'], 'a connect, b ok'],
      ['no answer to a request that was taken', [SILENT], ['ok'], 'a no_answer, b ok'],
      ['a refused credential', [REFUSED_KEY], ['ok'], 'a credential, b ok'],
      ['a 429 of both that asks for a short wait', [BUSY, 'ok'], [BUSY], 'a rate_limit, b rate_limit, a ok'],
      [
        'a taken request, and a 500 of the other',
        [SILENT],
        [BROKEN, 'ok'],
        'a no_answer, b server_error, b ok',
      ],
    ])('after %s it is answered', async (_failure, a, b, attempts) => {
      const call = answerCall([scripted('a', ...a), scripted('b', ...b)]);
      expect(await ask(call)).toBe(attempts.split(', ').at(-1)?.split(' ')[0]);
      expect(outcomes(call)).toBe(attempts);
    });

    it.each<[failure: string, steps: Step[][], error: GatewayError, attempts: string]>([
      ['a rejected request, whatever is left', [[REJECTED], ['ok']], REJECTED, 'a rejected'],
      ['a refused credential of the only one', [[REFUSED_KEY]], REFUSED_KEY, 'a credential'],
      ['a 500 that comes again', [[BROKEN]], BROKEN, 'a server_error, a server_error'],
      ['an answer of the only one that makes no sense', [[MALFORMED]], MALFORMED, 'a malformed'],
      ['a taken request that is taken again', [[SILENT]], SILENT, 'a no_answer, a no_answer'],
      ['a silence of the only one, which is not asked again', [[TIMED_OUT]], TIMED_OUT, 'a headers_timeout'],
      [
        '503s of both: neither is asked again',
        [[OVERLOADED], [OVERLOADED]],
        OVERLOADED,
        'a server_error, b server_error',
      ],
      ['a 429 that asks for a long wait', [[LATER]], LATER, 'a rate_limit'],
      [
        'taken requests of both: neither is asked again',
        [[SILENT], [SILENT]],
        SILENT,
        'a no_answer, b no_answer',
      ],
    ])('it fails after %s', async (_failure, steps, error, attempts) => {
      const call = answerCall(steps.map((of, at) => scripted('ab'[at] ?? '', ...of)));
      await expect(ask(call)).rejects.toBe(error);
      expect(outcomes(call)).toBe(attempts);
    });

    it('asks what has the credential that was refused after the others', async () => {
      const connection = connectionEntry('Shared');
      const [a, b] = [scripted('a', REFUSED_KEY), scripted('b', REFUSED_KEY)];
      const shared = [a, b].map((one) => ({ ...one, connection }));
      const call = answerCall([...shared, connected(scripted('c', 'ok'))]);
      expect(await ask(call)).toBe('c');
      expect(outcomes(call)).toBe('a credential, c ok');
      const failing = answerCall([...shared, connected(scripted('d', OVERLOADED))]);
      await expect(ask(failing)).rejects.toBe(REFUSED_KEY);
      expect(outcomes(failing)).toBe('a credential, d server_error, b credential');
    });

    it('skips a deployment whose own limits refuse, and says so', async () => {
      const [a, b, c] = [scripted('a', OVERLOADED), scripted('b', 'ok'), scripted('c', 'ok')];
      const call = answerCall([a, b, c], { enter: (deployment) => deployment !== b });
      expect(await ask(call)).toBe('c');
      expect(outcomes(call)).toBe('a server_error, b limited, c ok');
    });

    it('waits for no retry that would come after the deadline', async () => {
      const later = failure('rate_limit', 429, 60_000);
      const call = answerCall([scripted('a', later)], { deadlineAt: performance.now() + 30_000 });
      await expect(ask(call)).rejects.toBe(later);
      expect(outcomes(call)).toBe('a rate_limit');
    });

    it('stops the attempt when the call is stopped, and asks nobody else', async () => {
      const gone = new Error('gone');
      const signal = new Cancellation();
      const [a, b] = [scripted('a', 'silent'), scripted('b', 'ok')];
      const call = answerCall([a, b]);
      const asked = ask(call, signal);
      signal.abort(gone);
      await expect(asked).rejects.toBe(gone);
      expect([outcomes(call), a.adapter.stopped, b.adapter.asked]).toEqual(['a aborted', 1, 0]);
    });
  });

  it('asks nobody else once a frame was delivered', async () => {
    const call = answerCall([scripted('a', CUT), scripted('b', 'ok')]);
    const sink = new KeepingAnswerSink();
    await expect(routerWith().router.stream(call, sink, new Cancellation())).rejects.toThrow('cut');
    expect([sink.text, outcomes(call)]).toEqual(['half', 'a cut']);
  });

  it('takes an answer of which the door can make nothing for a failed one', async () => {
    const present = (body: Buffer): Buffer => {
      if (body.toString() === 'a') throw MALFORMED;
      return body;
    };
    const call = answerCall([scripted('a', 'ok'), scripted('b', 'ok')], { present });
    const { body } = await routerWith().router.whole(call, new Cancellation());
    expect([body.toString(), outcomes(call)]).toEqual(['b', 'a malformed, b ok']);
  });

  it('tells the health of every attempt, with whose call it was', async () => {
    const { router, states } = routerWith();
    const [a, b] = [connected(scripted('a', OVERLOADED)), connected(scripted('b', 'ok'))];
    await router.whole(answerCall([a, b]), new Cancellation());
    const now = performance.now();
    expect([a, b].map((one) => states.of(one).outcomes.counts(now))).toEqual([
      { ok: 0, failed: 1 },
      { ok: 1, failed: 0 },
    ]);
    expect(states.of(a).ofCaller('key')).toBeDefined();
    expect([a, b].map((one) => states.of(one).inFlight)).toEqual([0, 0]);
  });

  describe('of deployments that keep failing', () => {
    const both = () => [connected(scripted('a', OVERLOADED)), connected(scripted('b', OVERLOADED))] as const;
    const fails = async (router: Router, call: AnswerCall): Promise<GatewayError> => {
      const thrown: unknown = await router.whole(call, new Cancellation()).catch((error: unknown) => error);
      if (thrown instanceof GatewayError) return thrown;
      throw new Error('it did not fail', { cause: thrown });
    };

    it('asks none any more, and says when one may be asked again', async () => {
      const { router } = routerWith();
      const [a, b] = both();
      for (let n = 0; n < 4; n++)
        expect((await fails(router, answerCall([a, b]))).retryAfterMs).toBeUndefined();
      const last = await fails(router, answerCall([a, b]));
      expect(last).toMatchObject({ upstreamStatus: 503, retryable: true });
      const refused = await fails(router, answerCall([a, b]));
      expect(refused).toMatchObject({ code: 'OVERLOADED', status: 503, retryable: true });
      for (const { retryAfterMs = 0 } of [last, refused]) {
        expect(retryAfterMs).toBeGreaterThan(7_500);
        expect(retryAfterMs).toBeLessThanOrEqual(12_000);
      }
      expect([a.adapter.asked, b.adapter.asked]).toEqual([5, 5]);
    });

    it('tells a client not to try again where it would come back too early', async () => {
      const { router } = routerWith({ breakerWaitMs: 100_000 });
      const [a, b] = both();
      for (let n = 0; n < 5; n++) await fails(router, answerCall([a, b]));
      expect(await fails(router, answerCall([a, b]))).toMatchObject({ code: 'OVERLOADED', retryable: false });
    });

    it.each<
      [waits: string, a: GatewayError, b: GatewayError, waitMs: number | undefined, retryable: boolean]
    >([
      ['the shorter of two waits', BUSY_FOR(5), BUSY_FOR(100), 5_000, true],
      ['the shorter, whichever was asked last', BUSY_FOR(100), BUSY_FOR(5), 5_000, true],
      ['not to try again where both are longer than SDKs wait', BUSY_FOR(100), BUSY_FOR(61), 61_000, false],
      ['the only one that passes', NO_QUOTA_LIMIT, BUSY_FOR(90), 90_000, false],
      ['no more than the last said, where the other said nothing', OVERLOADED, BUSY_FOR(90), 90_000, true],
    ])('tells %s', async (_waits, first, second, retryAfterMs, retryable) => {
      const { router } = routerWith();
      const [a, b] = [connected(scripted('a', first)), connected(scripted('b', second))];
      expect(await fails(router, answerCall([a, b]))).toMatchObject({ retryAfterMs, retryable });
    });

    it('tells a client of a lone one that is busy for long not to try again', async () => {
      const { router } = routerWith();
      for (const seconds of [60, 61]) {
        const alone = answerCall([connected(scripted(`a${seconds}`, BUSY_FOR(seconds)))]);
        expect(await fails(router, alone)).toMatchObject({
          retryAfterMs: seconds * 1_000,
          retryable: seconds === 60,
        });
      }
    });

    it('lets others in beside a probe as soon as its answer has begun, and not before', async () => {
      const { router, states } = routerWith({ breakerWaitMs: 10 });
      const steps: Step[] = [...Array.from({ length: 5 }, () => OVERLOADED), { after: 'half', silent: true }];
      const a = connected(scripted('a', ...steps, 'ok'));
      for (let n = 0; n < 5; n++) await fails(router, answerCall([a]));
      const own = states.of(a).ofCaller('key');
      await until(() => own?.waitMs(performance.now()) === 0, { what: 'the wait to end' });
      const [signal, sink] = [new Cancellation(), new KeepingAnswerSink()];
      const probe = router.stream(answerCall([a]), sink, signal);
      expect(sink.text).toBe('half');
      expect((await router.whole(answerCall([a]), new Cancellation())).body.toString()).toBe('a');
      signal.abort(new Error('gone'));
      await expect(probe).rejects.toThrow('gone');
      expect(states.of(a).inFlight).toBe(0);
    });

    it('is asked by one of several calls that come to it at once', async () => {
      const { router, states } = routerWith({ breakerWaitMs: 10 });
      const b = connected(scripted('b', ...Array.from({ length: 5 }, () => OVERLOADED), 'ok'));
      for (let n = 0; n < 5; n++) await fails(router, answerCall([b]));
      const own = states.of(b).ofCaller('key');
      await until(() => own?.waitMs(performance.now()) === 0, { what: 'the wait to end' });
      const a = connected(scripted('a', OVERLOADED));
      const calls = Array.from({ length: 4 }, () => answerCall([a, b]));
      const ended = await within(
        Promise.allSettled(calls.map((call) => router.whole(call, new Cancellation()))),
        { what: 'the end of all calls' },
      );
      expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(b.adapter.asked).toBe(6);
    });

    it('goes past one whose breaker is open, without an attempt', async () => {
      const { router } = routerWith();
      const [a] = both();
      const b = connected(scripted('b', 'ok'));
      for (let n = 0; n < 5; n++) await router.whole(answerCall([a, b]), new Cancellation());
      const call = answerCall([a, b]);
      await router.whole(call, new Cancellation());
      expect(outcomes(call)).toBe('b ok');
    });

    it('goes past one that is taken out by hand', async () => {
      const { router, states } = routerWith();
      const [a, b] = [connected(scripted('a', 'ok')), connected(scripted('b', 'ok'))];
      states.of(a).draining = true;
      const call = answerCall([a, b]);
      await router.whole(call, new Cancellation());
      expect(outcomes(call)).toBe('b ok');
    });

    it('lets a probe that its caller gave up be followed by another', async () => {
      const { router, states } = routerWith({ breakerWaitMs: 10 });
      const a = connected(scripted('a', ...Array.from({ length: 5 }, () => OVERLOADED), 'silent', 'ok'));
      for (let n = 0; n < 5; n++) await fails(router, answerCall([a]));
      const own = states.of(a).ofCaller('key');
      await until(() => own?.waitMs(performance.now()) === 0, { what: 'the wait to end' });
      const signal = new Cancellation();
      const given = router.whole(answerCall([a]), signal);
      expect((await fails(router, answerCall([a]))).code).toBe('OVERLOADED');
      signal.abort(new Error('gone'));
      await expect(given).rejects.toThrow('gone');
      expect((await router.whole(answerCall([a]), new Cancellation())).body.toString()).toBe('a');
      expect(states.of(a).inFlight).toBe(0);
    });
  });

  it('asks no deployment twice for a client that is itself trying again; fallback stays', async () => {
    const { router } = routerWith();
    const call = answerCall([scripted('a', BROKEN), scripted('b', 'ok')], { isRetried: true });
    await router.whole(call, new Cancellation());
    expect(outcomes(call)).toBe('a server_error, b ok');
    const alone = answerCall([scripted('c', BROKEN)], { isRetried: true });
    await expect(router.whole(alone, new Cancellation())).rejects.toBe(BROKEN);
    expect(outcomes(alone)).toBe('c server_error');
  });

  it('makes no more further attempts than the budget has', async () => {
    const { router } = routerWith({ breakerFailures: 0, retryBudgetPerSecond: 1 });
    const [a, b] = [connected(scripted('a', OVERLOADED)), connected(scripted('b', OVERLOADED))];
    for (let n = 0; n < 100; n++)
      await router.whole(answerCall([a, b]), new Cancellation()).catch(() => undefined);
    expect(a.adapter.asked).toBe(100);
    // A fifth of the calls, and one for each of ten seconds.
    expect(b.adapter.asked).toBeGreaterThan(20);
    expect(b.adapter.asked).toBeLessThanOrEqual(30);
  });

  it('keeps calls apart that are on their way at once: each attempt has its own record and sink', async () => {
    const { router } = routerWith();
    const signal = new Cancellation();
    const [slow, quick] = [new KeepingAnswerSink(), new KeepingAnswerSink()];
    const loser = new Cancellation();
    const attempts: AnswerCall['attempts'] = [];
    const first = router.stream(answerCall([scripted('a', 'silent')], { attempts }), slow, loser);
    await router.stream(answerCall([scripted('b', 'ok')], { attempts }), quick, signal);
    loser.abort(new Error('another attempt won'));
    await expect(first).rejects.toThrow('another attempt won');
    expect([slow.text, quick.text]).toEqual(['', 'b']);
    expect(attempts.map(({ outcome, frames }) => [outcome, frames])).toEqual([
      ['aborted', 0],
      ['ok', 1],
    ]);
  });
});
