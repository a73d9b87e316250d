import type { PartSeal } from '../canonical/part-seal';
import type { DoorWire } from '../wire';
import { GEMINI_EMBEDDINGS } from './embeddings';
import { areEmptyFrames } from './empty-frames';
import { GeminiFrameReader, geminiGoingOn } from './frame-reader';
import { readGeminiRequest } from './read-request';
import { GeminiStreamWriter } from './stream-writer';
import { wholeGeminiAnswer } from './whole-answer';

/**
 * Gemini's `generateContent`: https://ai.google.dev/api/generate-content
 * @param seal for what other providers need back
 */
export function geminiWire(seal: PartSeal): DoorWire {
  return {
    name: 'gemini',
    readRequest: (body) => readGeminiRequest(body, seal),
    streamWriter: (asked, summary) => new GeminiStreamWriter(asked, summary, seal),
    embeddings: GEMINI_EMBEDDINGS,
    saysNothing: areEmptyFrames,
    frameReader: (events) => new GeminiFrameReader(events),
    goingOn: geminiGoingOn,
    wholeAnswer: (answer, asked, usage, summary) => wholeGeminiAnswer(answer, asked, usage, summary, seal),
  };
}
