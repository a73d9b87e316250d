/** A film or a sound that comes as a file reaches providers as what it is, from every door that has files. */
import type { JsonObject } from '../json/json-object';
import { PartSeal } from './canonical/part-seal';
import type { CanonicalRequest } from './canonical/canonical-request';
import { geminiWire } from './gemini/gemini.wire';
import { writeChatRequest } from './openai-chat/write-request';
import { readChatRequest } from './openai-chat/read-request';
import { readResponsesRequest } from './openai-responses/read-request';
import { readTools } from './openai-responses/read-tools';

const TARGET = { model: 'm', maxOutputTokens: undefined, stream: false, strict: false };
const MP4 = 'data:video/mp4;base64,AAAA';
const FILM = { type: 'video_url', video_url: { url: MP4 } };
const ADDRESS = 'https://example.com/a.mp4?x=1';

const chat = (part: JsonObject): CanonicalRequest =>
  readChatRequest({ messages: [{ role: 'user', content: [part] }] });
const SEAL = new PartSeal(Buffer.alloc(32, 1));
const responses = (part: JsonObject): CanonicalRequest => {
  const body = { input: [{ role: 'user', content: [part] }] };
  return readResponsesRequest(body, readTools(body), SEAL);
};
const gemini = (part: JsonObject): CanonicalRequest =>
  geminiWire(SEAL).readRequest({ contents: [{ role: 'user', parts: [part] }] });

it.each<[string, CanonicalRequest, JsonObject]>([
  ['a film that is a file of Chat Completions', chat({ type: 'file', file: { file_data: MP4 } }), FILM],
  ['a film by its name', chat({ type: 'file', file: { filename: 'a.mp4', file_data: 'AAAA' } }), FILM],
  ['a film that is a file of Responses', responses({ type: 'input_file', file_data: MP4 }), FILM],
  [
    'a film at an address',
    responses({ type: 'input_file', file_url: ADDRESS }),
    { type: 'video_url', video_url: { url: ADDRESS } },
  ],
  [
    'a film of YouTube’s',
    gemini({ fileData: { fileUri: 'https://www.youtube.com/watch?v=x' } }),
    { type: 'video_url', video_url: { url: 'https://www.youtube.com/watch?v=x' } },
  ],
  [
    'a sound that is a file',
    responses({ type: 'input_file', filename: 'a.mp3', file_data: 'SUQz' }),
    { type: 'input_audio', input_audio: { format: 'mp3', data: 'SUQz' } },
  ],
])('%s', (_what, request, part) => {
  expect(writeChatRequest(request, TARGET).body).toMatchObject({ messages: [{ content: [part] }] });
});

it('a document stays one', () => {
  const pdf = { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi' };
  expect(writeChatRequest(responses(pdf), TARGET).body).toMatchObject({
    messages: [{ content: [{ type: 'file', file: { filename: 'a.pdf' } }] }],
  });
});
