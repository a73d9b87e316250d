import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { OpaquePart, ReasoningPart, ToolCallPart } from '../canonical/content-part';

/** What reasoning of an earlier answer is read into. */
export type Reasoned = ReasoningPart | OpaquePart;

/** OpenRouter's names of formats, and who makes them: https://openrouter.ai/docs/use-cases/reasoning-tokens */
const MAKERS: readonly (readonly [string, string])[] = [
  ['anthropic', 'anthropic'],
  ['google', 'google'],
  ['openai', 'openai'],
  ['azure-openai', 'openai'],
  ['xai', 'xai'],
];

/**
 * The parts of `reasoning_details`: texts, with the signatures of their makers, and what is encrypted in its maker's own form.
 * What Google signed belongs to a call, see {@link withGoogleSignatures}.
 * Format: https://openrouter.ai/docs/use-cases/reasoning-tokens#preserving-reasoning-blocks
 */
export function detailParts(details: unknown, at: string): Reasoned[] {
  const parts: Reasoned[] = [];
  let summaries: string[] = [];
  for (const detail of objectsIn(details)) {
    const { type, text, summary, data, id } = detail;
    const said = typeof text === 'string' ? text : summary;
    if (type === 'reasoning.text' || type === 'reasoning.summary') {
      if (typeof said !== 'string') continue;
      if (type === 'reasoning.summary') summaries.push(said);
      parts.push(reasoning(detail, said, at));
    } else if (type === 'reasoning.encrypted' && isText(data)) {
      const value = encrypted(makerOf(detail), data, id, summaries);
      if (value !== undefined) parts.push({ ...value, at });
      summaries = [];
    }
  }
  return parts;
}

function reasoning(detail: JsonObject, text: string, at: string): ReasoningPart {
  const { type, signature, id } = detail;
  const maker = makerOf(detail);
  return {
    kind: 'reasoning',
    text,
    isSummary: type === 'reasoning.summary',
    ...(isText(id) ? { id } : {}),
    ...(maker !== undefined && isText(signature) ? { signature: { maker, value: signature } } : {}),
    at,
  };
}

function encrypted(
  maker: string | undefined,
  data: string,
  id: unknown,
  summaries: readonly string[],
): Pick<OpaquePart, 'kind' | 'maker' | 'value'> | undefined {
  if (maker === 'anthropic') return { kind: 'opaque', maker, value: { type: 'redacted_thinking', data } };
  if (maker !== 'openai') return undefined;
  const summary = summaries.map((text) => ({ type: 'summary_text', text }));
  const named = isText(id) ? { id } : {};
  return { kind: 'opaque', maker, value: { type: 'reasoning', ...named, summary, encrypted_content: data } };
}

/**
 * The calls with what Google signed of them in `reasoning_details`: an entry names its call, or is of the first, which is the
 * one that Gemini signs.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export function withGoogleSignatures(calls: readonly ToolCallPart[], details: unknown): ToolCallPart[] {
  const signed = [...calls];
  const places = new Map<unknown, number>();
  for (const detail of objectsIn(details)) {
    const { type, data, id } = detail;
    if (type !== 'reasoning.encrypted' || !isText(data) || makerOf(detail) !== 'google') continue;
    // Of calls with one id the first is meant.
    if (places.size === 0) for (let at = calls.length; at-- > 0;) places.set(calls[at]?.id, at);
    const place = places.get(id) ?? 0;
    const call = signed[place];
    if (call !== undefined && call.signature === undefined)
      signed[place] = { ...call, signature: { maker: 'google', value: data } };
  }
  return signed;
}

function makerOf({ format }: JsonObject): string | undefined {
  return typeof format === 'string' ? MAKERS.find(([name]) => format.startsWith(name))?.[1] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
