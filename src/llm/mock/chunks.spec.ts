import type OpenAI from 'openai';
import type { JsonObject } from '../../json/json-object';
import { emptyFacts } from '../llm-adapter';
import type { Answer } from './answer';
import { answerTo } from './answer';
import { ChunkFrames } from './chunks';
import { mockModel } from './mock-models';
import { usageObject } from './usage';
import { openAiChatWire } from '../../wire/openai-chat/openai-chat.wire';

function answer(model: string, fields: JsonObject = {}): Answer {
  const body = { model, messages: [{ role: 'user', content: 'Hello there' }], ...fields };
  const raw = Buffer.from(JSON.stringify(body));
  const call = {
    raw,
    body,
    model,
    usageWanted: false,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
  };
  return answerTo(call, mockModel(model));
}

function chunks(said: Answer, usageWanted = false): OpenAI.ChatCompletionChunk[] {
  const frames = new ChunkFrames(said, usageWanted);
  const steps = said.script.steps.flatMap((step) => frames.step(step));
  return [...frames.opening(), ...steps, ...frames.closing()].map((frame) => {
    expect(frame).toMatch(/^data: \{.*\}\n\n$/);
    return JSON.parse(frame.slice('data: '.length)) as OpenAI.ChatCompletionChunk;
  });
}

it('gives the default text word by word in the shape of chat.completion.chunk', () => {
  const frames = chunks(answer('some-model'));
  const deltas = frames.map(({ choices }) => choices[0]?.delta);
  expect(deltas).toEqual([
    { role: 'assistant', content: '', refusal: null },
    { content: 'Mock' },
    { content: ' LLM' },
    { content: ' streaming' },
    { content: ' response' },
    {},
  ]);
  expect(frames[1]).toEqual({
    id: expect.stringMatching(/^chatcmpl-mock-/),
    object: 'chat.completion.chunk',
    created: expect.any(Number),
    model: 'some-model',
    service_tier: 'default',
    system_fingerprint: 'fp_mock',
    choices: [{ index: 0, delta: { content: 'Mock' }, logprobs: null, finish_reason: null }],
  });
  expect(frames.at(-1)?.choices[0]?.finish_reason).toBe('stop');
});

it('has a usage chunk last, exactly when it is wanted', () => {
  const said = answer('mock-reasoning');
  const frames = chunks(said, true);
  expect(frames.at(-1)).toMatchObject({ choices: [], usage: usageObject(said.usage) });
  expect(frames.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  expect(JSON.stringify(chunks(said))).not.toContain('usage');
});

it('gives every choice each token, and a reason to end of its own', () => {
  const frames = chunks(answer('mock-reasoning', { n: 2, max_tokens: 1 }));
  expect(
    frames.map(({ choices: [choice] }) => [choice?.index, choice?.delta, choice?.finish_reason]),
  ).toEqual([
    [0, { role: 'assistant', content: '', refusal: null }, null],
    [1, { role: 'assistant', content: '', refusal: null }, null],
    [0, { reasoning_content: 'The' }, null],
    [1, { reasoning_content: 'The' }, null],
    [0, {}, 'length'],
    [1, {}, 'length'],
  ]);
});

it('splits tool calls as OpenAI does: id, type and name first, then fragments of the arguments', () => {
  const tool = (name: string) => ({
    type: 'function',
    function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  });
  const frames = chunks(answer('mock-tools', { tools: [tool('weather'), tool('time'), tool('never')] }));
  const calls = frames.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
  const second = calls.filter(({ index }) => index === 1);
  expect(calls[0]).toEqual({
    index: 0,
    id: expect.stringMatching(/^call-mock-/),
    type: 'function',
    function: { name: 'weather', arguments: '' },
  });
  expect(second[0]?.function?.name).toBe('time');
  expect(second.slice(1).every((call) => Object.keys(call).join() === 'index,function')).toBe(true);
  expect(second.length).toBeGreaterThan(3);
  expect(second.map((call) => call.function?.arguments).join('')).toBe('{"city":"text"}');
  expect(calls.every(({ index }) => index < 2)).toBe(true);
  expect(frames[0]?.choices[0]?.delta.content).toBeNull();
  expect(frames.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
});
