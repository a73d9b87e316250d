/** `n` and `logprobs` of Chat Completions at Gemini: every candidate is a choice, whole and streamed. */
import { AnswerCollector } from '../canonical/answer-collector';
import type { JsonObject } from '../../json/json-object';
import { openAiChatWire } from '../openai-chat/openai-chat.wire';
import { GeminiAnswerReader } from './answer-reader';
import { searches } from './web-search';
import { writeGeminiRequest } from './write-request';

const ASKED = { model: 'm', usageWanted: false, promptTokens: 1 };
const USAGE = { promptTokens: 1, completionTokens: 2, cachedTokens: 0, reasoningTokens: 0, estimated: false };
const summary = (): Parameters<typeof openAiChatWire.wholeAnswer>[3] => ({
  model: undefined,
  finishReason: undefined,
  usage: undefined,
});
const candidate = (index: number, text: string, more: JsonObject = {}): JsonObject => ({
  index,
  content: { role: 'model', parts: [{ text }] },
  ...more,
});
const STOP = { finishReason: 'STOP' };
const LOGPROBS = {
  logprobsResult: {
    chosenCandidates: [{ token: 'é', tokenId: 7, logProbability: -0.5 }],
    topCandidates: [
      {
        candidates: [
          { token: 'é', logProbability: -0.5 },
          { token: 'e', logProbability: -2 },
        ],
      },
    ],
  },
};

function whole(...responses: JsonObject[]): JsonObject[] {
  const answer = new AnswerCollector();
  const reader = new GeminiAnswerReader(answer);
  for (const response of responses) reader.take(response);
  expect(reader.finished).toBe(true);
  reader.end();
  const text = openAiChatWire.wholeAnswer(answer, ASKED, USAGE, summary());
  return (JSON.parse(text) as { choices: JsonObject[] }).choices;
}

/** The text, the reason and the log probabilities of each choice of a stream. */
function streamed(
  ...responses: JsonObject[]
): Record<number, { text: string; reason: unknown; tokens: unknown[] }> {
  const told = summary();
  const writer = openAiChatWire.streamWriter(ASKED, told);
  const reader = new GeminiAnswerReader(writer);
  for (const response of responses) reader.take(response);
  reader.end();
  const heard: ReturnType<typeof streamed> = {};
  for (const frame of (writer.take()?.text ?? '').split('\n\n').filter((one) => one !== '')) {
    const { choices } = JSON.parse(frame.slice('data: '.length)) as {
      choices: {
        index: number;
        delta: { content?: string };
        finish_reason: unknown;
        logprobs?: { content: unknown[] };
      }[];
    };
    for (const { index, delta, finish_reason: reason, logprobs } of choices) {
      const choice = (heard[index] ??= { text: '', reason: null, tokens: [] });
      choice.text += delta.content ?? '';
      choice.reason = reason ?? choice.reason;
      choice.tokens.push(...(logprobs?.content ?? []));
    }
  }
  return heard;
}

it('asks for candidates and log probabilities', () => {
  const body = { messages: [{ role: 'user', content: 'Hi' }], n: 3, logprobs: true, top_logprobs: 2 };
  const target = { model: 'gemini-2.5-flash', maxOutputTokens: undefined, stream: false, strict: true };
  expect(writeGeminiRequest(openAiChatWire.readRequest(body), target).body['generationConfig']).toEqual({
    candidateCount: 3,
    responseLogprobs: true,
    logprobs: 2,
  });
});

it('every candidate is a choice, with its own reason', () => {
  const choices = whole({
    candidates: [candidate(0, 'a', STOP), candidate(1, 'b', { finishReason: 'MAX_TOKENS' })],
  });
  expect(choices).toMatchObject([
    { index: 0, message: { content: 'a' }, finish_reason: 'stop' },
    { index: 1, message: { content: 'b' }, finish_reason: 'length' },
  ]);
});

it('no more candidates are read than any provider gives', () => {
  const all = Array.from({ length: 1_000 }, (_, index) => candidate(index, 'a', STOP));
  expect(whole({ candidates: [...all, candidate(1.5, 'b'), candidate(-1, 'c')] })).toHaveLength(128);
});

it('every candidate is a choice in a stream, in which order they may come', () => {
  expect(
    streamed(
      { candidates: [candidate(1, 'b')] },
      { candidates: [candidate(0, 'a'), candidate(1, 'c', STOP)] },
      { candidates: [candidate(0, 'd', { finishReason: 'MAX_TOKENS' })] },
    ),
  ).toEqual({
    0: { text: 'ad', reason: 'length', tokens: [] },
    1: { text: 'bc', reason: 'stop', tokens: [] },
  });
});

it('an answer of which one candidate is cut is not whole', () => {
  const reader = new GeminiAnswerReader(openAiChatWire.streamWriter(ASKED, summary()));
  reader.take({ candidates: [candidate(0, 'a', STOP), candidate(1, 'b')] });
  expect(reader.finished).toBe(false);
});

it('log probabilities are those of OpenAI’s form, whole and streamed', () => {
  const response = { candidates: [candidate(0, 'é', { ...STOP, ...LOGPROBS })] };
  const tokens = [
    {
      token: 'é',
      logprob: -0.5,
      bytes: [195, 169],
      top_logprobs: [
        { token: 'é', logprob: -0.5, bytes: [195, 169] },
        { token: 'e', logprob: -2, bytes: [101] },
      ],
    },
  ];
  expect(whole(response)[0]?.['logprobs']).toEqual({ content: tokens, refusal: null });
  expect(streamed(response)[0]?.tokens).toEqual(tokens);
});

it('a draft of a picture on the way to it is no picture of the answer, and a continuation is the end of a part', () => {
  const draft = { thought: true, inlineData: { mimeType: 'image/png', data: 'AAAA' } };
  const picture = { inlineData: { mimeType: 'image/jpeg', data: 'BBBB' } };
  const answer = new AnswerCollector();
  const reader = new GeminiAnswerReader(answer);
  reader.take({ candidates: [{ content: { parts: [draft, picture] }, finishReason: 'CONTINUATION' }] });
  reader.end();
  expect(answer.blocks).toEqual([{ kind: 'image', mediaType: 'image/jpeg', data: 'BBBB' }]);
  expect(answer.ending?.reason).toBe('length');
});

it('places of Google Maps and documents of a store are cited where their words are, without a search of the web', () => {
  const text = 'é yes. é yes.';
  const chunks = [
    { maps: { uri: 'https://maps.google.com/?cid=1', title: 'Café' } },
    { retrievedContext: { uri: 'https://example.com/doc', title: 'Doc' } },
    { retrievedContext: { uri: 'gs://bucket/doc', title: 'Hidden' } },
  ];
  const segment = { startIndex: 11, endIndex: 15, text: 'yes.' };
  const supports = [{ segment, groundingChunkIndices: [0, 1, 2] }];
  const groundingMetadata = { groundingChunks: chunks, groundingSupports: supports };
  const answer = new AnswerCollector();
  const reader = new GeminiAnswerReader(answer, searches({ tools: [{ googleMaps: {} }] }));
  reader.take({
    candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP', groundingMetadata }],
  });
  reader.end();
  const place = { start: 9, end: 13 };
  const webCitations = [
    { url: 'https://maps.google.com/?cid=1', title: 'Café', ...place },
    { url: 'https://example.com/doc', title: 'Doc', ...place },
  ];
  expect(answer.blocks).toEqual([{ kind: 'text', text, webCitations }]);
});
