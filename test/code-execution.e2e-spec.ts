/** Code that a provider runs, asked for at each door in front of each provider that has it, and what came of it, read by the SDKs. */
import type Anthropic from '@anthropic-ai/sdk';
import type { GoogleGenAI } from '@google/genai';
import type OpenAI from 'openai';
import { json } from './support/upstream/answer-scripts';
import { call } from './support/callers/chat-request';
import { sdkClients } from './support/callers/sdk-clients';
import { ConnectedReplays } from './support/providers/connected-replays';
import { stream } from './support/upstream/stream-scripts';

const WIRES = ['anthropic', 'gemini', 'responses'] as const;
type Wire = (typeof WIRES)[number];
const CODE = 'print("Grüße", 6 * 7)';
const PRINTED = 'Grüße 42';
const TEXT = 'It is 42.';

const claudeHead = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' };
const claudeUsage = { input_tokens: 5, output_tokens: 3 };
const use = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'code_execution' };
const result = {
  type: 'code_execution_tool_result',
  tool_use_id: use.id,
  content: { type: 'code_execution_result', stdout: PRINTED, stderr: '', return_code: 0, content: [] },
};
const parts = [
  { executableCode: { language: 'PYTHON', code: CODE } },
  { codeExecutionResult: { outcome: 'OUTCOME_OK', output: PRINTED } },
  { text: TEXT },
];
const geminiAnswer = (given: readonly object[], more: object = {}): object => ({
  candidates: [{ content: { role: 'model', parts: given }, index: 0, ...more }],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 3 },
  responseId: 'r1',
  modelVersion: 'gemini-3',
});
const item = {
  id: 'ci_1',
  type: 'code_interpreter_call',
  status: 'completed',
  code: CODE,
  container_id: 'cntr_1',
  outputs: [{ type: 'logs', logs: PRINTED }],
};
const message = {
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text: TEXT, annotations: [] }],
};
const response = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt',
  output: [item, message],
  usage: { input_tokens: 5, output_tokens: 3, total_tokens: 8 },
};
const WHOLE: Readonly<Record<Wire, object>> = {
  anthropic: {
    ...claudeHead,
    content: [{ ...use, input: { code: CODE } }, result, { type: 'text', text: TEXT }],
    stop_reason: 'end_turn',
    usage: claudeUsage,
  },
  gemini: geminiAnswer(parts, { finishReason: 'STOP' }),
  responses: response,
};
const block = (index: number, content: object, ...deltas: object[]): object[] => [
  { type: 'content_block_start', index, content_block: content },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];
const EVENTS: Readonly<Record<Wire, readonly object[]>> = {
  anthropic: [
    { type: 'message_start', message: { ...claudeHead, content: [], usage: claudeUsage } },
    ...block(
      0,
      { ...use, input: {} },
      { type: 'input_json_delta', partial_json: JSON.stringify({ code: CODE }) },
    ),
    ...block(1, result),
    ...block(2, { type: 'text', text: '' }, { type: 'text_delta', text: TEXT }),
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: claudeUsage },
    { type: 'message_stop' },
  ],
  gemini: [...parts.map((part) => geminiAnswer([part])), geminiAnswer([], { finishReason: 'STOP' })],
  responses: [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, code: '', outputs: null } },
    {
      type: 'response.code_interpreter_call_code.delta',
      item_id: item.id,
      output_index: 0,
      delta: CODE,
      sequence_number: 2,
    },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.output_item.added', output_index: 1, item: { ...message, content: [] } },
    {
      type: 'response.content_part.added',
      item_id: message.id,
      output_index: 1,
      content_index: 0,
      part: { type: 'output_text', text: '', annotations: [] },
    },
    {
      type: 'response.output_text.delta',
      item_id: message.id,
      output_index: 1,
      content_index: 0,
      delta: TEXT,
      logprobs: [],
    },
    { type: 'response.output_item.done', output_index: 1, item: message },
    { type: 'response.completed', response },
  ].map((event, sequence_number) => ({ ...event, sequence_number })),
};
const frame = (event: object): string =>
  ('type' in event ? `event: ${String(event.type)}\n` : '') + `data: ${JSON.stringify(event)}\n\n`;
const ASKED = 'What is 6 times 7?';

/** What a client of any door hears of it. */
interface Heard {
  readonly text: string;
  readonly code: readonly string[];
  readonly printed: readonly string[];
}

describe('code that the provider runs', () => {
  let direct: ConnectedReplays;
  let openai: OpenAI;
  let anthropic: Anthropic;
  let google: GoogleGenAI;

  beforeAll(async () => {
    direct = await ConnectedReplays.start([...WIRES, 'openai', 'bedrock-nova'], { KEPT_ANSWERS_MIB: 0 });
    ({ openai, anthropic, google } = sdkClients(direct));
  });
  afterAll(() => direct.close());

  const responses = async (model: Wire, streamed: boolean): Promise<Heard> => {
    const asked = {
      model,
      input: ASKED,
      store: false,
      tools: [{ type: 'code_interpreter' as const, container: { type: 'auto' as const } }],
      include: ['code_interpreter_call.outputs' as const],
    };
    const answer = streamed
      ? await openai.responses.stream(asked).finalResponse()
      : await openai.responses.create(asked);
    const output: readonly OpenAI.Responses.ResponseOutputItem[] = answer.output;
    const calls = output.filter((one) => one.type === 'code_interpreter_call');
    return {
      text: answer.output_text,
      code: calls.map(({ code }) => code ?? ''),
      printed: calls.flatMap(({ outputs }) =>
        (outputs ?? []).map((one) => (one.type === 'logs' ? one.logs : '')),
      ),
    };
  };

  const messages = async (model: Wire, streamed: boolean): Promise<Heard> => {
    const asked = {
      model,
      max_tokens: 100,
      messages: [{ role: 'user' as const, content: ASKED }],
      tools: [{ type: 'code_execution_20250825' as const, name: 'code_execution' as const }],
    };
    const said = streamed
      ? await anthropic.messages.stream(asked).finalMessage()
      : await anthropic.messages.create(asked);
    return {
      text: said.content.map((one) => (one.type === 'text' ? one.text : '')).join(''),
      code: said.content.flatMap((one) =>
        one.type === 'server_tool_use' ? [(one.input as { code: string }).code] : [],
      ),
      printed: said.content.flatMap((one) =>
        one.type === 'code_execution_tool_result' && one.content.type === 'code_execution_result'
          ? [one.content.stdout]
          : [],
      ),
    };
  };

  const gemini = async (model: Wire, streamed: boolean): Promise<Heard> => {
    const asked = { model, contents: ASKED, config: { tools: [{ codeExecution: {} }] } };
    const chunks = [];
    if (streamed)
      for await (const chunk of await google.models.generateContentStream(asked)) chunks.push(chunk);
    else chunks.push(await google.models.generateContent(asked));
    const said = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    return {
      text: said.map(({ text }) => text ?? '').join(''),
      code: said.flatMap(({ executableCode }) => executableCode?.code ?? []),
      printed: said.flatMap(({ codeExecutionResult }) => codeExecutionResult?.output ?? []),
    };
  };

  const DOORS = { responses, messages, gemini };
  const sent = (wire: Wire | 'openai' | 'bedrock-nova') =>
    direct.of(wire).lastCall.json as { tools?: object[]; include?: string[] };
  const play = (wire: Wire, streamed: boolean): void => {
    const frames = EVENTS[wire].map((event) => frame(event));
    direct.of(wire).answer(streamed ? stream(frames, { ending: 'end' }) : json(WHOLE[wire]));
  };
  const post = async (path: string, body: object) => call(direct.caller, 'POST', path, { body });

  it.each(Object.entries(DOORS).flatMap(([door, ask]) => WIRES.map((wire) => [door, wire, ask] as const)))(
    '%s · %s: is its own there, and code and output come back in the door’s form',
    async (_door, wire, ask) => {
      for (const streamed of [false, true]) {
        play(wire, streamed);
        expect(await ask(wire, streamed)).toEqual({ text: TEXT, code: [CODE], printed: [PRINTED] });
      }
      const { tools, include } = sent(wire);
      if (wire === 'anthropic') {
        expect(tools).toEqual([{ type: 'code_execution_20250825', name: 'code_execution' }]);
      } else if (wire === 'gemini') expect(tools).toEqual([{ codeExecution: {} }]);
      else expect(tools).toEqual([{ type: 'code_interpreter', container: { type: 'auto' } }]);
      if (wire === 'responses' && include) expect(include).toContain('code_interpreter_call.outputs');
    },
  );

  it('opens Claude’s with its beta, for callers who name none', async () => {
    play('anthropic', false);
    await responses('anthropic', false);
    const { headers } = direct.of('anthropic').lastCall;
    expect(headers['anthropic-beta']).toContain('code-execution-2025-08-25');
  });

  it('of another provider is not sent to the next one', async () => {
    play('gemini', false);
    const asked = { max_tokens: 9, messages: [{ role: 'user', content: ASKED }] };
    const tools = [{ type: 'code_execution_20250825', name: 'code_execution' }];
    const first = await post('/v1/messages', { model: 'gemini', ...asked, tools });
    const { content } = first.json as { content: object[] };
    play('anthropic', false);
    const turns = [...asked.messages, { role: 'assistant', content }, { role: 'user', content: 'Twice?' }];
    const second = await post('/v1/messages', { model: 'anthropic', ...asked, messages: turns });
    expect([second.status, second.headers['x-llm-proxy-dropped']]).toEqual([200, undefined]);
    expect(JSON.stringify(sent('anthropic'))).not.toMatch(/srvtoolu|code_execution_tool_result/);
    // Google gets its own back.
    play('gemini', false);
    expect((await post('/v1/messages', { model: 'gemini', ...asked, messages: turns })).status).toBe(200);
    expect(JSON.stringify(sent('gemini')).match(/executableCode/g)).toHaveLength(1);

    play('anthropic', false);
    const interpreter = [{ type: 'code_interpreter', container: { type: 'auto' } }];
    const { json: answer } = await post('/v1/responses', {
      model: 'anthropic',
      input: ASKED,
      tools: interpreter,
    });
    const { output } = answer as { output: object[] };
    expect(output).toContainEqual(expect.objectContaining({ type: 'code_interpreter_call', outputs: null }));
    const input = [{ role: 'user', content: ASKED }, ...output, { role: 'user', content: 'Twice?' }];
    play('responses', false);
    expect((await post('/v1/responses', { model: 'responses', input })).status).toBe(200);
    expect(JSON.stringify(sent('responses'))).not.toContain('code_interpreter_call"');
  });

  it('that failed says so', async () => {
    const failed = { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'ZeroDivisionError' } };
    const answer = geminiAnswer([parts[0] ?? {}, failed], { finishReason: 'STOP' });
    direct.of('gemini').answer(json(answer));
    const tools = [{ type: 'code_execution_20250825', name: 'code_execution' }];
    const asked = { model: 'gemini', max_tokens: 9, messages: [{ role: 'user', content: ASKED }], tools };
    const content = { stderr: 'ZeroDivisionError', return_code: 1 };
    const { content: blocks } = (await post('/v1/messages', asked)).json as { content: object[] };
    expect(blocks.at(-1)).toMatchObject({ type: 'code_execution_tool_result', content });
    const interpreter = [{ type: 'code_interpreter', container: { type: 'auto' } }];
    const { json: answer_ } = await post('/v1/responses', {
      model: 'gemini',
      input: ASKED,
      tools: interpreter,
    });
    const { output } = answer_ as { output: object[] };
    expect(output.at(-1)).toMatchObject({ type: 'code_interpreter_call', status: 'failed', code: CODE });
  });

  it('is named as dropped where it is missing, and so is what a provider cannot be told of it', async () => {
    const dropped = async (model: string, container: unknown): Promise<unknown> => {
      const tools = [{ type: 'code_interpreter', container }];
      const { status, headers } = await post('/v1/responses', { model, input: ASKED, tools });
      return [status, headers['x-llm-proxy-dropped']];
    };
    play('anthropic', false);
    play('gemini', false);
    expect(await dropped('anthropic', 'cntr_1')).toEqual([200, 'tools.0.container']);
    expect(await dropped('gemini', { type: 'auto', file_ids: ['file_1'] })).toEqual([
      200,
      'tools.0.container.file_ids',
    ]);
    direct
      .of('openai')
      .answer(json({ id: 'c', choices: [{ index: 0, message: { content: TEXT }, finish_reason: 'stop' }] }));
    direct.of('bedrock-nova').answer(
      json({
        output: { message: { role: 'assistant', content: [{ text: TEXT }] } },
        stopReason: 'end_turn',
        usage: { inputTokens: 5, outputTokens: 3, totalTokens: 8 },
      }),
    );
    for (const model of ['openai', 'bedrock-nova'])
      expect(await dropped(model, { type: 'auto' })).toEqual([200, 'tools.0']);
  });
});
