import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { wrongField } from '../../errors/invalid-field';

/** The forms in which a caller of Chat Completions can have what Gemini speaks: it makes samples alone. */
const FORMATS: ReadonlySet<unknown> = new Set(['pcm16', 'wav']);

/**
 * Chat Completions' `audio` as `speechConfig`.
 * Formats: https://platform.openai.com/docs/api-reference/chat/create#chat-create-audio,
 * https://ai.google.dev/gemini-api/docs/speech-generation
 * @throws GatewayError INVALID_REQUEST naming a format that Gemini's samples cannot be brought into
 */
export function speechConfig({ audio }: JsonObject, stream: boolean): JsonObject | undefined {
  if (!isObject(audio)) return undefined;
  const { voice, format = 'pcm16' } = audio;
  if (!FORMATS.has(format) || (stream && format !== 'pcm16')) {
    const forms = stream ? 'pcm16 in a stream' : 'pcm16 or wav';
    throw wrongField('audio.format', `must be ${forms} at this model's provider`);
  }
  const voiceName = isObject(voice) ? voice['id'] : voice;
  if (typeof voiceName !== 'string' || voiceName === '') return undefined;
  return { voiceConfig: { prebuiltVoiceConfig: { voiceName } } };
}

/** Whether what is spoken goes into a WAV file. @param body of a request of Chat Completions */
export function wantsWav({ audio }: JsonObject): boolean {
  return isObject(audio) && audio['format'] === 'wav';
}
