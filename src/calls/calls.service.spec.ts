import type { Logger } from 'pino';
import { pino } from 'pino';
import { failure, KeepingAnswerSink, scripted } from '../../test/support/providers/scripted-adapter';
import { ROUTER_LIMITS, routingHealth } from '../../test/support/service/routing-health';
import type { Deployment } from '../catalogue/deployment';
import { PartCancellation } from '../cancellation/cancellation';
import { GatewayError } from '../errors/gateway-error';
import type { Layer } from '../routing/answer-source';
import { Router } from '../routing/router';
import { openAiChatWire } from '../wire/openai-chat/openai-chat.wire';
import { CallAccount } from './call-account';
import type { CallDeployments } from './call-deployments';
import type { CallLayer } from './call-layer';
import { CallerGone } from './call-lifetime';
import type { CallListener } from './call-listener';
import type { CallRecord } from './call-record';
import type { CallRequest } from './call-request';
import { CallsService } from './calls.service';
import type { RunningCalls } from './running-calls';

const BROKEN = failure('server_error', 500);

interface Parts {
  readonly layers?: readonly CallLayer[];
  readonly listeners?: readonly CallListener[];
  readonly log?: Logger;
}

/** A service over these deployments, and every call's record as its listeners got it. */
function serviceOver(deployments: readonly Deployment[], parts: Parts = {}) {
  const { layers = [], listeners = [], log = pino({ level: 'silent' }) } = parts;
  const ended: CallRecord[] = [];
  const keeping: CallListener = { ended: (record) => void ended.push(record) };
  const router = new Router({ ...ROUTER_LIMITS, retries: 0 }, routingHealth().health, { retry: {} });
  const running: Pick<RunningCalls, 'add' | 'remove'> = { add: () => undefined, remove: () => undefined };
  const found: Pick<CallDeployments, 'of' | 'whyNone'> = {
    of: () => deployments,
    whyNone: () => Promise.resolve(new GatewayError('MODEL_NOT_FOUND', 'none')),
  };
  const calls = new CallsService(
    { requestTimeoutMs: 60_000, anthropicBetas: undefined, drainOnLeaveMs: 0, drainOnLeaveTokens: 1 },
    found as CallDeployments,
    router,
    layers,
    new CallAccount([...listeners, keeping], log),
    running as RunningCalls,
  );
  return { calls, ended };
}

function request(settle = jest.fn()) {
  const part: unknown = {
    caller: { keyId: 'key' },
    trace: {},
    model: 'm',
    raw: Buffer.from('{"messages":[{"role":"user","content":"Hello there"}]}'),
    body: { messages: [{ role: 'user', content: 'Hello there' }] },
    wire: openAiChatWire,
    callerHeaders: {},
    startedAt: performance.now(),
    admission: { begin: () => undefined, enter: () => true, settle },
  };
  return part as CallRequest;
}

/** Asks every deployment at once, in a part of the call each; the first that answers wins, the others are stopped. */
const racing: Layer = (inner) => ({
  whole: async (call, signal) => {
    const parts = call.deployments.map((deployment) => {
      const part = new PartCancellation(signal);
      return { part, answer: inner.whole({ ...call, deployments: [deployment] }, part) };
    });
    const won = await Promise.any(parts.map(({ answer }) => answer));
    for (const { part } of parts) part.abort(new Error('lost'));
    await Promise.allSettled(parts.map(({ answer }) => answer));
    return won;
  },
  stream: (call, sink, signal) => inner.stream(call, sink, signal),
});

/** Adds its name around what the source below it answers. */
function marking(name: string, isWanted = true): CallLayer {
  const layer: Layer = (inner) => ({
    whole: async (call, signal) => {
      const { body, attempt } = await inner.whole(call, signal);
      return { body: Buffer.from(`${name}(${body.toString()})`), attempt };
    },
    stream: (call, sink, signal) => inner.stream(call, sink, signal),
  });
  return { name, isWanted: () => isWanted, layer };
}

describe('CallsService', () => {
  describe('layers', () => {
    it('go around the router in the order of their list', async () => {
      const { calls } = serviceOver([scripted('a')], { layers: [marking('outer'), marking('inner')] });
      const call = request();
      const { body } = await calls.complete(call, calls.lifetime(call));
      expect(body.toString()).toBe('outer(inner(a))');
    });

    it('are not in the chain of a call that does not want them', async () => {
      const { calls } = serviceOver([scripted('a')], { layers: [marking('outer', false), marking('inner')] });
      const call = request();
      expect((await calls.complete(call, calls.lifetime(call))).body.toString()).toBe('inner(a)');
    });

    it('may ask several deployments at once: the record has every attempt, and tells of the winner', async () => {
      const settle = jest.fn();
      const [slow, quick] = [scripted('slow', 'silent'), scripted('quick')];
      const layers = [{ name: 'racing', isWanted: () => true, layer: racing }];
      const { calls, ended } = serviceOver([slow, quick], { layers });
      const call = request(settle);
      const { body, record } = await calls.complete(call, calls.lifetime(call));
      expect([body.toString(), record.deployment, record.bytes, slow.adapter.stopped]).toEqual([
        'quick',
        'quick/m',
        5,
        1,
      ]);
      expect(record.attempts.map(({ deployment, outcome }) => [deployment.id, outcome])).toEqual([
        ['slow/m', 'aborted'],
        ['quick/m', 'ok'],
      ]);
      expect(ended).toEqual([record]);
      expect(settle.mock.calls).toEqual([[expect.any(Number), quick]]);
    });
  });

  describe('listeners', () => {
    const ends: [
      how: string,
      ask: (calls: CallsService, of: CallRequest) => Promise<unknown>,
      ending: string,
    ][] = [
      ['whole', (calls, of) => calls.complete(of, calls.lifetime(of)), 'whole'],
      ['streamed', (calls, of) => calls.stream(of, new KeepingAnswerSink(), calls.lifetime(of)), 'whole'],
      ['embedded', (calls, of) => calls.embed(of, calls.lifetime(of)), 'whole'],
    ];

    it.each(ends)('are told once of a call that ended: %s', async (_how, ask, ending) => {
      const { calls, ended } = serviceOver([scripted('a')]);
      await ask(calls, request());
      expect(ended.map((record) => record.ending)).toEqual([ending]);
    });

    it.each(ends)('are told once of a call that failed: %s', async (_how, ask) => {
      const { calls, ended } = serviceOver([scripted('a', BROKEN)]);
      await expect(ask(calls, request())).rejects.toBe(BROKEN);
      expect(ended.map(({ ending, code, thrown }) => [ending, code, thrown])).toEqual([
        ['error', 'PROVIDER_ERROR', BROKEN],
      ]);
    });

    it.each(ends)('are told once of a call without a deployment: %s', async (_how, ask) => {
      const { calls, ended } = serviceOver([]);
      await expect(ask(calls, request())).rejects.toThrow('none');
      expect(ended.map(({ code, attempts, deployment }) => [code, attempts.length, deployment])).toEqual([
        ['MODEL_NOT_FOUND', 0, ''],
      ]);
    });

    it('are told the status that the caller gets, which is 529 for an overload at the Messages door', async () => {
      const overloaded = new GatewayError('OVERLOADED', 'Try again later.', { retryable: false });
      const { calls, ended } = serviceOver([scripted('a', overloaded)]);
      for (const name of ['openai-chat', 'anthropic-messages', 'gemini'] as const) {
        const call = { ...request(), wire: { ...openAiChatWire, name } };
        await expect(calls.embed(call, calls.lifetime(call))).rejects.toBe(overloaded);
      }
      expect(ended.map(({ status }) => status)).toEqual([503, 529, 503]);
    });

    it('are told of a caller who left, whose prompt counts as used', async () => {
      const settle = jest.fn();
      const { calls, ended } = serviceOver([scripted('a', 'silent')]);
      const call = request(settle);
      const lifetime = calls.lifetime(call);
      const asked = calls.complete(call, lifetime);
      lifetime.abort(new CallerGone('closed'));
      await expect(asked).rejects.toBeInstanceOf(CallerGone);
      expect(ended.map(({ ending, status }) => [ending, status])).toEqual([['caller_gone', 499]]);
      expect(settle.mock.calls[0]?.[0]).toBeGreaterThan(0);
    });

    it('hold up neither each other nor the caller when one throws, and the log says so', async () => {
      const lines: string[] = [];
      const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
      const failing: CallListener = {
        ended: () => {
          throw new Error('the ledger is full');
        },
      };
      const { calls, ended } = serviceOver([scripted('a')], { listeners: [failing], log });
      const call = request();
      expect((await calls.complete(call, calls.lifetime(call))).body.toString()).toBe('a');
      expect(ended).toHaveLength(1);
      expect(lines.join()).toContain('the ledger is full');
    });
  });
});
