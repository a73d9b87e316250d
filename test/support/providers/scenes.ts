/** Upstreams whose answer is named by the conversation itself, for clients in other processes. */
import { json, whole } from '../upstream/answer-scripts';
import type { AnswerScript } from '../upstream/exchange';
import type { ProviderReplay } from './provider-replays';
import type { RecordedRequest } from '../upstream/recorded-request';
import type { Said, ScriptedWire } from './scripted-wires';
import { stream } from '../upstream/stream-scripts';

const SIGNED = {
  reasoning: 'Hm. ',
  signature: Buffer.from([0xfb, 0xef, 0xbe, 0xff, 0xfe, 0x3f, 0xbf]).toString('base64'),
};
/** What is said where the conversation has `scene:<name>`, the last one counting. */
const SCENES: Readonly<Record<string, Said>> = {
  text: { ...SIGNED, text: 'Grüße, 1.10 \u{1F30A}' },
  plain: { text: 'Plain.' },
  calls: {
    ...SIGNED,
    text: 'I look.',
    calls: [
      { id: 'call_1', name: 'weather', arguments: '{"city":"Köln \\"am\\" Rhein"}' },
      { id: 'call_2', name: 'clock', arguments: '{}' },
    ],
  },
  one: { ...SIGNED, calls: [{ id: 'call_3', name: 'weather', arguments: '{"city":"Bonn"}' }] },
  sum: { ...SIGNED, text: 'Rain at noon.' },
  json: { text: '{"city":"Köln","population":1086000}' },
  length: { text: 'So far', ended: 'length' },
  filtered: { text: 'So far', ended: 'filtered' },
};

/**
 * Answers each call as its last scene says; `error-429`, `cut` and `fail` are scenes too. `GET /last-call` shows the body of
 * the one that came last.
 */
export function playScenes(replay: ProviderReplay, wire: ScriptedWire): void {
  const streamed =
    wire.name === 'bedrock-nova' ? { 'content-type': 'application/vnd.amazon.eventstream' } : {};
  replay.answer((exchange) => {
    const scene = sceneOf(exchange.request);
    return scriptOf(wire, scene, asksForStream(exchange.request), streamed)(exchange);
  });
  const { upstream } = replay;
  upstream.route('GET /last-call', (exchange) =>
    whole(upstream.requests.findLast(({ method }) => method === 'POST')?.body ?? '')(exchange),
  );
}

function scriptOf(
  wire: ScriptedWire,
  scene: string,
  isStream: boolean,
  headers: Readonly<Record<string, string>>,
): AnswerScript {
  const [, status] = /^error-(\d+)$/.exec(scene) ?? [];
  if (status !== undefined) {
    return json(wire.refusal(Number(status)), { status: Number(status), headers: { 'retry-after': '1' } });
  }
  const said = SCENES[scene] ?? SCENES['plain'] ?? {};
  if (!isStream) return json(wire.whole(said));
  const frames = wire.frames(said);
  const begun = frames.slice(0, wire.name === 'gemini' ? -1 : -2);
  if (scene === 'cut') return stream(begun, { ending: 'cut', headers });
  if (scene === 'fail') return stream([...begun, wire.failure(begun.length)], { ending: 'end', headers });
  return stream(frames, { ending: 'end', headers });
}

function sceneOf({ body }: RecordedRequest): string {
  return [...body.toString('utf8').matchAll(/scene:([\w-]+)/g)].at(-1)?.[1] ?? 'plain';
}

function asksForStream({ url, stream: asked }: RecordedRequest): boolean {
  return asked || /:streamGenerateContent|\/converse-stream$/.test(url);
}
