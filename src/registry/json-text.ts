import type { JsonObject } from '../json/json-object';
import { parsedJson } from '../json/parsed-json';
import { parsedObject } from '../json/parsed-object';

/** The object that a stored text holds; undefined when it holds none. */
export function objectIn(text: string | null): JsonObject | undefined {
  return text === null ? undefined : parsedObject(text);
}

/** The texts of an array that a stored text holds; undefined when it holds none. */
export function textsIn(text: string): readonly string[] | undefined {
  const value = parsedJson(text);
  const texts = Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined;
  return texts?.length === (Array.isArray(value) ? value.length : 0) ? texts : undefined;
}
