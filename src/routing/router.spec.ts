import { answerCall, failure, KeepingAnswerSink, scripted } from '../../test/support/scripted-adapter';
import type { Step } from '../../test/support/scripted-adapter';
import { Cancellation } from '../cancellation/cancellation';
import { GatewayError } from '../errors/gateway-error';
import type { AnswerCall } from './answer-source';
import { Router } from './router';

const LIMITS = { retries: 1, headersTimeoutMs: 60_000, firstTokenTimeoutMs: 60_000, idleTimeoutMs: 60_000 };

const BROKEN = failure('server_error', 500, 0);
const BUSY = failure('rate_limit', 429, 0);
const NO_QUOTA = new GatewayError('PROVIDER_ERROR', 'quota', {
  upstreamFailure: 'rate_limit',
  retryable: false,
});
const UNREACHABLE = failure('connect', undefined, 0);
const SILENT = failure('no_answer', undefined, 0);
const REFUSED_KEY = failure('credential', 401);
const REJECTED = new GatewayError('INVALID_REQUEST', 'rejected', {
  upstreamFailure: 'rejected',
  upstreamStatus: 400,
});
const CUT: Step = { after: 'half', fails: failure('cut') };

function routerWith(health = { failed: jest.fn(), succeeded: jest.fn() }) {
  return { router: new Router(LIMITS, health, { retry: {} }), health };
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
      ['a 500', [BROKEN], ['ok'], 'a server_error, b ok'],
      ['a 429', [BUSY], ['ok'], 'a rate_limit, b ok'],
      ['a used-up quota', [NO_QUOTA], ['ok'], 'a rate_limit, b ok'],
      ['no connection', [UNREACHABLE], ['ok'], 'a connect, b ok'],
      ['no answer to a request that was taken', [SILENT], ['ok'], 'a no_answer, b ok'],
      ['a refused credential', [REFUSED_KEY], ['ok'], 'a credential, b ok'],
      [
        'a 500 of both, and the first well again',
        [BROKEN, 'ok'],
        [BROKEN],
        'a server_error, b server_error, a ok',
      ],
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
      ['a taken request that is taken again', [[SILENT]], SILENT, 'a no_answer, a no_answer'],
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

    it('skips a deployment whose own limits refuse, and says so', async () => {
      const [a, b, c] = [scripted('a', BROKEN), scripted('b', 'ok'), scripted('c', 'ok')];
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
    const malformed = failure('malformed');
    const present = (body: Buffer): Buffer => {
      if (body.toString() === 'a') throw malformed;
      return body;
    };
    const call = answerCall([scripted('a', 'ok'), scripted('b', 'ok')], { present });
    await expect(routerWith().router.whole(call, new Cancellation())).rejects.toBe(malformed);
    expect(outcomes(call)).toBe('a malformed');
  });

  it('tells the health of every attempt, with whose call it was', async () => {
    const { router, health } = routerWith();
    const [a, b] = [scripted('a', BROKEN), scripted('b', 'ok')];
    await router.whole(answerCall([a, b]), new Cancellation());
    expect(health.failed.mock.calls).toEqual([[a, BROKEN, 'key']]);
    expect(health.succeeded.mock.calls).toEqual([[b, 'key']]);
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
