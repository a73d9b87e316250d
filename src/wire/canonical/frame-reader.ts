import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** Reads back the frames of a stream in a door's wire, as they went to its caller. */
export interface FrameReader {
  /** Takes whole frames. @throws GatewayError PROVIDER_ERROR for what does not fit to those before */
  push(frames: Buffer): void;
  /** The stream is whole: tells what a wire without an end mark says last. */
  end(): void;
  /** Takes a whole answer in place of frames. @throws GatewayError PROVIDER_ERROR when it is not one */
  whole(answer: JsonObject): void;
  /**
   * Fits the frames that a writer goes on with to those that were read: a block that had begun and was still empty does not
   * begin a second time. Left out by wires that know no such thing.
   * @returns undefined where they do not fit
   */
  seam?(frames: string): string | undefined;
  /**
   * Of the frames with which a writer ends an answer those that were not among the ones that were read: a stream may break
   * between its last frames. Left out by wires whose answers end with one.
   */
  missing?(ending: string): string;
}

/** The JSON objects of whole server-sent events; what is not one is left out. */
export function objectsOf(frames: Buffer): JsonObject[] {
  const objects: JsonObject[] = [];
  for (const frame of frames.toString('utf8').split('\n\n')) {
    const object = dataOf(frame);
    if (object !== undefined) objects.push(object);
  }
  return objects;
}

/** The JSON object in the data of one server-sent event; undefined where it holds none. */
export function dataOf(frame: string): JsonObject | undefined {
  const lines = frame.split('\n').filter((line) => line.startsWith('data:'));
  if (lines.length === 0) return undefined;
  try {
    const value: unknown = JSON.parse(lines.map((line) => line.slice('data:'.length)).join('\n'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
