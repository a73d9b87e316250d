import { randomUUID } from 'node:crypto';
import { isObject } from '../../json/json-object';
import type { DroppedSettings } from '../canonical/setting-rules';
import type { Settings } from '../canonical/settings';
import type { ChatRequest } from './chat-types';

/** Where Gemini's door has the voice. */
const SPEECH_CONFIG = 'generationConfig.speechConfig';
const EXPIRY_S = 3_600;

/** An id of what was spoken. */
export function audioId(): string {
  return `audio_${randomUUID().replaceAll('-', '')}`;
}

/** Seconds since 1970, as the API tells until when an id may be sent back. */
export function audioExpiry(): number {
  return Math.floor(Date.now() / 1000) + EXPIRY_S;
}

/**
 * The fields by which a model is asked to speak, where a caller of another wire asks for sound: samples, as Gemini has them.
 * Format: https://platform.openai.com/docs/guides/audio
 */
export function speechFields(
  { modalities, own }: Settings,
  dropped: DroppedSettings,
): Pick<ChatRequest, 'modalities' | 'audio'> {
  if (modalities?.includes('audio') !== true) return {};
  const { voiceConfig: voice, ...others } = objectOf(own[SPEECH_CONFIG]);
  for (const name of Object.keys(others)) dropped.dropOwn(`${SPEECH_CONFIG}.${name}`);
  const { voiceName } = objectOf(objectOf(voice)['prebuiltVoiceConfig']);
  const name = typeof voiceName === 'string' ? voiceName : 'alloy';
  return { modalities: ['text', 'audio'], audio: { voice: name, format: 'pcm16' } };
}

/** Whether a field of the caller's own is read here. */
export function isSpeechField(name: string, { modalities }: Settings): boolean {
  return name === SPEECH_CONFIG && modalities?.includes('audio') === true;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
