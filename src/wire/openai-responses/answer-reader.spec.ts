import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithRecordings, RECORDINGS } from '../../../test/support/providers/recordings';
import type { JsonObject } from '../../json/json-object';
import { AnswerCollector } from '../canonical/answer-collector';
import { ResponsesAnswerReader } from './answer-reader';

/** Those from which events, or parts of them, were taken out. */
const ABRIDGED = /parallel-tool-call-wrapper|azure-deepseek-reasoning|openai-phase|openai-shell-container\./;
const STREAMS = existsSync(RECORDINGS)
  ? readdirSync(RECORDINGS)
      .filter((folder) => folder.startsWith('responses-'))
      .flatMap((folder) => readdirSync(join(RECORDINGS, folder)).map((file) => `${folder}/${file}`))
      .filter(
        (file) => file.endsWith('.chunks.txt') && !file.includes('openai-error') && !ABRIDGED.test(file),
      )
  : [];

const ENDS: ReadonlySet<unknown> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

/** The events of a recording, up to the end of its first answer. */
function eventsOf(file: string): JsonObject[] {
  const events = readFileSync(join(RECORDINGS, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject)
    .filter(({ type }) => typeof type === 'string');
  const end = events.findIndex(({ type }) => ENDS.has(type));
  return events.slice(0, end + 1);
}

function read(feed: (reader: ResponsesAnswerReader) => void) {
  const answer = new AnswerCollector();
  const reader = new ResponsesAnswerReader(answer);
  feed(reader);
  return { answer, reader };
}

describeWithRecordings('the reader of Responses answers', () => {
  it.each(STREAMS)('tells the same of %s by its events and by its end alone', (file) => {
    const events = eventsOf(file);
    const streamed = read((reader) => {
      for (const event of events) reader.event(event);
    });
    const last = events.at(-1) ?? {};
    const whole = read((reader) => {
      reader.event(last);
    });
    expect(streamed.reader.over).toBe(true);
    const { blocks, ending, tokens, model } = whole.answer;
    expect(streamed.answer.ending).toEqual(ending);
    expect(streamed.answer.tokens).toEqual(tokens);
    expect(streamed.answer.model).toBe(model);
    // Each event of a picture or a citation has a form of its own; texts and calls are the same.
    const said = (list: typeof blocks): unknown[] =>
      list.map((block) =>
        'text' in block ? block.text : block.kind === 'tool_call' ? block.input : block.kind,
      );
    // Copilot's proxy gives an item another id, and other opaque text, in each event.
    if (!file.includes('id-rotation')) expect(said(streamed.answer.blocks)).toEqual(said(blocks));
  });

  it('reads calls of functions and of custom tools, with their ids', () => {
    const { answer } = read((reader) => {
      for (const event of eventsOf('responses-openai/openai-custom-tool.1.chunks.txt')) reader.event(event);
    });
    expect(answer.blocks).toMatchObject([
      { kind: 'tool_call', start: { id: 'call_custom_sql_001', name: 'write_sql', tool: 'custom' } },
    ]);
    expect(answer.ending).toEqual({ reason: 'tool_calls' });
  });

  it('tells a failure, and nothing of what follows', () => {
    const { reader, answer } = read((one) => {
      for (const event of eventsOf('responses-openai/openai-error.1.chunks.txt')) one.event(event);
    });
    expect(reader.failure).toMatchObject({ code: 'insufficient_quota' });
    expect(answer.ending).toBeUndefined();
  });

  it.each([
    [{ reason: 'max_output_tokens' }, 'length'],
    [{ reason: 'content_filter' }, 'content_filter'],
  ])('an answer that is incomplete by %j ended by %s', (details, reason) => {
    const { answer } = read((reader) => {
      reader.whole({ status: 'incomplete', incomplete_details: details, output: [] });
    });
    expect(answer.ending).toEqual({ reason });
  });
});

it('a tool that ran at xAI is no call that anybody is to answer, and one of the caller is', () => {
  const called = (id: string): JsonObject => ({
    ...{ type: 'custom_tool_call', id: `ctc_${id}`, call_id: id, name: 'x_keyword_search', input: '{}' },
  });
  const response = (id: string): JsonObject => ({ status: 'completed', output: [called(id)] });
  const kinds = (id: string): unknown[] => {
    const whole = read((reader) => reader.whole(response(id))).answer;
    const streamed = read((reader) => {
      reader.event({
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...called(id), input: '' },
      });
      reader.event({ type: 'response.custom_tool_call_input.delta', output_index: 0, delta: '{}' });
      reader.event({ type: 'response.output_item.done', output_index: 0, item: called(id) });
      reader.event({ type: 'response.completed', response: response(id) });
    }).answer;
    expect(streamed.blocks).toEqual(whole.blocks);
    return [whole.blocks.map(({ kind }) => kind), whole.ending?.reason, streamed.ending?.reason];
  };
  expect(kinds('xs_call_1')).toEqual([[], 'stop', 'stop']);
  expect(kinds('call_1')).toEqual([['tool_call'], 'tool_calls', 'tool_calls']);
});

it.each([
  ['the beginnings of items', { output_index: 0 }, { output_index: 1 }],
  ['the places of items too', {}, {}],
])('says nothing twice of a server that leaves out %s', (_what, first, second) => {
  const thought = { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] };
  const content = [{ type: 'output_text', text: 'Hello', annotations: [] }];
  const message = { type: 'message', id: 'msg_1', role: 'assistant', content };
  const { answer } = read((reader) => {
    reader.event({ type: 'response.reasoning_summary_text.delta', ...first, delta: 'Hm.' });
    reader.event({ type: 'response.output_item.done', ...first, item: thought });
    reader.event({ type: 'response.output_text.delta', ...second, delta: 'Hel' });
    reader.event({ type: 'response.output_text.delta', ...second, delta: 'lo' });
    reader.event({ type: 'response.output_item.done', ...second, item: message });
    reader.event({
      type: 'response.completed',
      response: { status: 'completed', output: [thought, message] },
    });
  });
  expect(answer.blocks).toMatchObject([
    { kind: 'reasoning', text: 'Hm.' },
    { kind: 'text', text: 'Hello' },
  ]);
});
