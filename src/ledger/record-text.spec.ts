import { FrameBuffer, frameAt } from './journal/frame';
import type { AskedCall, Begun, Ended } from './ledger-record';
import { SegmentRecords } from './store/segment-records';
import { endedCallTime, recordHead, recordOf } from './record-reading';
import { askedText, begunText, endedText, refusedText } from './record-text';

const answering = { deployment: 'house/big', connection: 'house', provider: 'openai' };
const place = { ...answering, model: 'big-1' };

const least: AskedCall = {
  id: '0192f8c0-0000-7000-8000-000000000001',
  at: 1_764_400_000_000,
  requestId: '0192f8c0-0000-7000-8000-000000000001',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  keyId: 'k1',
  keyName: 'Söhne & "Co"\n',
  group: '',
  door: '/v1/chat/completions',
  wire: 'openai-chat',
  streamed: false,
  modelAsked: 'big',
  bytesIn: 0,
};
const most: AskedCall = {
  ...least,
  requestId: 'asked-by-caller',
  group: 'acme/search',
  user: 'anna',
  session: 's-1',
  tags: ['nightly', 'team-a'],
  streamed: true,
  alias: 'big',
  tier: 'flex',
  client: 'OpenAI/Python 1.99',
};

const ended: Ended = {
  ...answering,
  ms: 12.5,
  status: 200,
  ended: 'whole',
  attempts: [{ ...place, outcome: 'ok', ms: 12, tokens: { input: 0, output: 0 } }],
  bytesOut: 812,
};
const everything: Ended = {
  ...ended,
  firstTokenMs: 0,
  modelServed: 'big-1-2026',
  code: 'UPSTREAM_CUT',
  attempts: [
    { ...place, outcome: 'cut', ms: 1, tokens: { searches: 3, image: 2 }, estimated: true },
    {
      ...place,
      outcome: 'ok',
      ms: 11.5,
      tokens: {
        input: 9,
        cached: 8,
        cacheWrite: 7,
        cacheWrite1h: 6,
        output: 5,
        reasoning: 4,
        audioInput: 3,
        audioOutput: 2,
        image: 1,
        searches: 1,
      },
    },
    { ...place, outcome: 'unreached', ms: 0, tokens: {} },
  ],
  replayed: 'idempotency',
  saved: { input: 1, output: 2, reasoning: 1 },
  chargedUsd: 0.00125,
};

const headOf = (text: string) => recordHead(Buffer.from(text));

it.each([
  ['least', least, ended],
  ['everything', most, everything],
])('a call that has ended is read as it was written, with %s told', (_, asked, call) => {
  const text = endedText(askedText(asked), call);
  expect(headOf(text)).toEqual({ kind: 'ended', id: asked.id });
  expect(recordOf(text)).toEqual({ kind: 'ended', ...asked, ...call });
});

it.each([undefined, 0, 0.25])('a call that was begun is read as it was written, charge %s', (mayCharge) => {
  const call: Begun = {
    first: place,
    mayUse: { input: 9, output: 4096 },
    mayCharge,
  };
  const text = begunText(askedText(most), call);
  expect(headOf(text)).toEqual({ kind: 'begun', id: most.id });
  expect(recordOf(text)).toEqual({ kind: 'begun', ...most, ...call });
});

it('refusals are read as they were written', () => {
  const refused = { id: 'r-1', hour: 3_600_000, keyId: 'k1', code: 'RATE_LIMITED', count: 12 };
  expect(headOf(refusedText(refused))).toEqual({ kind: 'refused', id: 'r-1' });
  expect(recordOf(refusedText(refused))).toEqual({ kind: 'refused', ...refused });
});

it('records of a journal of version 2 are read: an upgrade loses no call', () => {
  const record = { kind: 'ended', ...ended, ...most };
  const text = JSON.stringify(record);
  expect(headOf(text)).toEqual({ kind: 'ended', id: most.id });
  expect(recordOf(text)).toEqual(record);
});

it('what is no record has no head', () => {
  for (const text of ['', '[]', '["x","1"]', '["e"', '{"kind":"other","id":"1"}']) {
    expect(headOf(text)).toBeUndefined();
  }
});

it('records keep their form within a frame, line ends in names included', () => {
  const frames = new FrameBuffer();
  const texts = [endedText(askedText(most), everything), endedText(askedText(least), ended)];
  for (const text of texts) frames.add(text);
  const bytes = Buffer.from(frames.bytes);
  const found = frameAt(bytes, 0);
  const records = new SegmentRecords(bytes);
  if (found.kind === 'frame') records.addFrame(found);
  expect(Array.from({ length: records.length }, (_, at) => records.text(at))).toEqual(texts);
});

it.each([
  ['least', least, ended],
  ['everything', most, everything],
])('the time of a call that has ended is told without reading it whole, with %s told', (_, asked, call) => {
  const text = endedText(askedText(asked), call);
  expect(endedCallTime(text)).toBe(recordOf(text).kind === 'ended' ? asked.at : undefined);
  // As journals of earlier releases have it.
  expect(endedCallTime(JSON.stringify({ kind: 'ended', ...asked, ...call }))).toBe(asked.at);
});

it('nothing else has the time of a call that has ended', () => {
  const begun = { first: place, mayUse: { input: 1, output: 1 }, mayCharge: undefined };
  const refused = { id: least.id, hour: 3_600_000, keyId: 'k1', code: 'RATE_LIMIT', count: 2 };
  for (const text of [begunText(askedText(least), begun), refusedText(refused)])
    expect(endedCallTime(text)).toBeUndefined();
});
