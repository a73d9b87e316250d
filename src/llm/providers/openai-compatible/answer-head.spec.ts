/** Answers and chunks that lack what all of OpenAI's begin with have it where they reach the caller. */
import { callWith } from '../../../../test/support/providers/adapter-calls';
import { readStream, streamBytes } from '../../../../test/support/providers/chat-stream-reading';
import { errorFromBody } from './errors';
import { readAnswer } from './response';

type Fields = Record<string, unknown>;

const CHUNK = { id: 'c', object: 'chat.completion.chunk', created: 7, model: 'm-1' };
const MADE: unknown = expect.stringMatching(/^chatcmpl-\w{32}$/);

async function chunksOf(...given: Fields[]): Promise<readonly Fields[]> {
  const texts = given.map((fields, at) => {
    const isLast = at === given.length - 1;
    const choice = { index: 0, delta: { content: 'a' }, finish_reason: isLast ? 'stop' : null };
    return JSON.stringify({ choices: [choice], ...fields });
  });
  const { sink, failure } = await readStream('local', [streamBytes(texts)], false);
  expect(failure).toBeUndefined();
  return sink.chunks();
}

function answered(fields: Fields): Fields {
  const choices = [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }];
  const body = JSON.stringify({
    ...{ object: 'chat.completion', choices, usage: { prompt_tokens: 1, completion_tokens: 1 } },
    ...fields,
  });
  const read = (quirks?: object): Fields => {
    const { body: bytes } = readAnswer(
      callWith({ model: 'asked' }),
      Buffer.from(body),
      'choices',
      (error) => errorFromBody(200, error),
      quirks,
    );
    return JSON.parse(bytes.toString()) as Fields;
  };
  const answer = read();
  // Searched for, and not parsed at first.
  expect(Object.keys(read({ reasoningField: true })).sort()).toEqual(Object.keys(answer).sort());
  return answer;
}

it.each<[string, Fields]>([
  ['no id', { id: undefined }],
  ['an empty id', { id: '' }],
  ['no id but null', { id: null }],
])('a stream with %s has one, the same in every chunk', async (_what, lack) => {
  const ids = (await chunksOf({ ...CHUNK, ...lack }, { ...CHUNK, ...lack }, { ...CHUNK, ...lack })).map(
    ({ id }) => id,
  );
  expect(ids).toEqual([MADE, ids[0], ids[0]]);
});

it('a chunk of a gateway’s own has what the others have', async () => {
  const chunks = await chunksOf(CHUNK, { choices: [], cost: '0.1' }, { ...CHUNK, object: 'chat.completion' });
  expect(chunks).toEqual([
    expect.objectContaining(CHUNK),
    { ...CHUNK, choices: [], cost: '0.1' },
    expect.objectContaining(CHUNK),
  ]);
});

it('a stream without model or time, or with a part of a second, has whole ones', async () => {
  const [chunk] = await chunksOf({ ...CHUNK, model: '', created: 7.5 });
  expect(chunk).toMatchObject({ model: 'm', created: 7 });
  const [other] = await chunksOf({ ...CHUNK, created: undefined });
  expect(Number.isInteger(other?.['created'])).toBe(true);
});

it.each<[string, Fields, Fields]>([
  ['no id', { created: 7, model: 'm-1' }, { id: MADE, created: 7, model: 'm-1' }],
  ['an empty id', { id: '', created: 7, model: 'm-1' }, { id: MADE }],
  ['no model', { id: 'c', created: 7 }, { id: 'c', model: 'asked' }],
  ['no time', { id: 'c', model: 'm-1' }, { created: expect.any(Number) as unknown }],
])('a whole answer with %s has one', (_what, given, expected) => {
  expect(answered(given)).toMatchObject(expected);
});
