import { answerCall, KeepingAnswerSink, scripted } from '../../../test/support/providers/scripted-adapter';
import { until, within } from '../../../test/support/observation/until';
import { Cancellation } from '../../cancellation/cancellation';
import { waitFor } from '../../cancellation/waits';
import type { AnswerCall, AnswerSource } from '../../routing/answer-source';
import { Attempt } from '../../routing/attempt';
import { hedgingLayer } from './hedging.layer';

const chunk = (delta: object): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;
const ROLE = chunk({ role: 'assistant', content: '' });

/** What a deployment sends at once; then it is silent until it is stopped, unless that is the end of its answer. */
interface Script {
  readonly sends: readonly string[];
  readonly ends?: boolean;
}

/** A router that asks the first deployment of a call alone. */
function sourceOf(scripts: Readonly<Record<string, Script>>): AnswerSource {
  return {
    whole: () => Promise.reject(new Error('Streams alone.')),
    stream: async (call, sink, signal) => {
      const [deployment] = call.deployments;
      if (deployment === undefined) throw new Error('no deployment');
      const attempt = new Attempt(deployment);
      call.attempts.push(attempt);
      sink.asked(attempt);
      sink.opened({});
      const { sends = [], ends = false } = scripts[deployment.adapter.upstream] ?? {};
      for (const frames of sends) {
        attempt.firstFrameAt ??= performance.now();
        sink.push(Buffer.from(frames), 1);
      }
      if (!ends) await waitFor(signal, () => () => undefined);
    },
  };
}

/** @param afterMs when another one is asked */
function hedged(scripts: Readonly<Record<string, Script>>, afterMs = 5) {
  const call = answerCall(Object.keys(scripts).map((name) => scripted(name)));
  const sink = new KeepingAnswerSink();
  const signal = new Cancellation();
  const layer = hedgingLayer({ firstTokenMs: () => afterMs, wholeAnswerMs: undefined, mayAsk: () => true });
  const streamed = layer(sourceOf(scripts)).stream(call, sink, signal);
  const ended = within(streamed, { what: 'the end of the stream' });
  ended.catch(() => undefined);
  return { call, sink, signal, ended };
}

const asked = ({ attempts }: AnswerCall): readonly string[] => attempts.map(({ deployment: { id } }) => id);

describe('hedging', () => {
  it('asks another one where the first has sent a role and no token, of whose frames none is delivered', async () => {
    const other = [ROLE, chunk({ content: 'b' })];
    const { call, sink, ended } = hedged({ a: { sends: [ROLE] }, b: { sends: other, ends: true } });
    await ended;
    expect([asked(call), sink.text]).toEqual([['a/m', 'b/m'], other.join('')]);
    expect(call.attempts[0]?.firstFrameAt).toBeUndefined();
    expect(call.notes.hedge).toBe('won');
  });

  it('delivers what came before the first token together with that', async () => {
    const sends = [ROLE, chunk({}), chunk({ content: 'a' })];
    const { call, sink, ended } = hedged({ a: { sends, ends: true }, b: { sends: [] } }, 60_000);
    await ended;
    expect([asked(call), sink.text]).toEqual([['a/m'], sends.join('')]);
  });

  it('delivers it alone where no other one is left to be faster', async () => {
    const { call, sink, signal, ended } = hedged({ a: { sends: [ROLE] }, b: { sends: [] } }, 20);
    for (const deployment of call.deployments.slice(1)) call.attempts.push(new Attempt(deployment));
    await until(() => sink.text === ROLE, { what: 'the role' });
    signal.abort(new Error('gone'));
    await expect(ended).rejects.toThrow('gone');
  });

  it('waits with a bounded number of frames without a token', async () => {
    const sends = Array.from({ length: 40 }, () => ROLE);
    const { sink, signal, ended } = hedged({ a: { sends }, b: { sends: [] } }, 60_000);
    await until(() => sink.text === sends.join(''), { what: 'all frames' });
    signal.abort(new Error('gone'));
    await expect(ended).rejects.toThrow('gone');
  });
});
