import { parseExact } from '../../json/exact-json';
import { editJson, removeFields, valueBytes } from '../../json/json-edit';
import type { LlmCall } from '../llm-adapter';
import type { FittedFeatures } from './fitted-request';
import { holdsForeign, withoutForeign } from './foreign-history';
import type { PlatformFields } from './messages-platform';

/** The caller's bytes in the form of a platform, without what answers of other providers left in the conversation. */
export function nativeBody(
  { raw, body, modelIsBinding }: LlmCall,
  { set, without }: PlatformFields,
  features: FittedFeatures['edits'],
): Buffer {
  const edits: Record<string, unknown> = {};
  const unwanted = without.filter((name) => Object.hasOwn(body, name));
  for (const [name, value] of Object.entries(set)) {
    // Of two fields of one name some parsers take the first one, others the last.
    if (body[name] !== value || modelIsBinding === true) edits[name] = value;
  }
  for (const [name, value] of features) {
    if (value === undefined) unwanted.push(name);
    else edits[name] = value;
  }
  if (holdsForeign(body['messages'])) {
    edits['messages'] = withoutForeign(edits['messages'] ?? exactField(raw, 'messages'));
  }
  const edited = Object.keys(edits).length === 0 ? raw : editJson(raw, body, edits);
  return unwanted.length === 0 ? edited : removeFields(edited, unwanted);
}

/** A field of the body with its numbers as they were written; undefined for one that is not there. */
export function exactField(raw: Buffer, name: string): unknown {
  const bytes = valueBytes(raw, name);
  return bytes === undefined ? undefined : parseExact(bytes.toString('utf8'));
}
