import { valueEnd } from '../../../json/json-edit';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { contentFields } from './content-parts';
import { findKey, replaceFields } from './json-keys';
import type { AnswerQuirks } from './vendor';

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const REASONING = Buffer.from('reasoning"');
const REASONING_CONTENT = Buffer.from('reasoning_content"');
const CONTENT = Buffer.from('content"');
const TOOL_CALLS = Buffer.from('tool_calls"');
const FINISH_REASON = Buffer.from('finish_reason"');
const SERVICE_TIER = Buffer.from('service_tier"');

/** Brings a vendor's answers into OpenAI's form, by splicing their bytes. One for each answer: it counts tool calls. */
export interface AnswerRewrite {
  /** Whether JSON bytes have anything to rewrite; cheap. */
  applies(bytes: Buffer, start: number, end: number): boolean;
  /** The JSON rewritten; the same buffer where nothing was to be done. Never throws. */
  rewrite(json: Buffer): Buffer;
}

/** What a vendor's quirks ask for; undefined where its answers are as OpenAI's. */
export function answerRewrite(
  quirks: AnswerQuirks | undefined,
  kind: 'whole' | 'stream',
): AnswerRewrite | undefined {
  const steps: Step[] = [];
  if (quirks?.reasoningField) steps.push({ key: REASONING, first: QUOTE, rewrite: copyReasoning });
  if (quirks?.contentArrays) steps.push({ key: CONTENT, first: OPEN_BRACKET, rewrite: joinContent });
  if (quirks?.bareToolCalls) {
    let calls = 0;
    const nextIndex = kind === 'stream' ? (): number => calls++ : undefined;
    steps.push({
      key: TOOL_CALLS,
      first: OPEN_BRACKET,
      rewrite: (json) => completeToolCalls(json, nextIndex),
    });
  }
  if (steps.length === 0) return undefined;
  return {
    applies: (bytes, start, end) => steps.some((step) => hasValue(bytes, start, end, step)),
    rewrite: (json) =>
      steps.reduce((done, step) => (hasValue(done, 0, done.length, step) ? step.rewrite(done) : done), json),
  };
}

interface Step {
  readonly key: Buffer;
  /** What the values that are meant begin with. */
  readonly first: number;
  readonly rewrite: (json: Buffer) => Buffer;
}

function hasValue(bytes: Buffer, start: number, end: number, { key, first }: Step): boolean {
  let place = findKey(bytes, start, end, key);
  while (place !== undefined && bytes[place.valueStart] !== first) {
    place = findKey(bytes, place.valueStart, end, key);
  }
  return place !== undefined;
}

/** `reasoning` is given as `reasoning_content` too; its own name stays, for callers who know it. */
function copyReasoning(json: Buffer): Buffer {
  if (findKey(json, 0, json.length, REASONING_CONTENT) !== undefined) return json;
  return replaceFields(json, REASONING, (start) => {
    if (json[start] !== QUOTE) return undefined;
    const end = valueEnd(json, start);
    if (end - start <= 2) return undefined;
    const text = json.toString('utf8', start, end);
    return { text: `"reasoning_content":${text},"reasoning":${text}`, end };
  });
}

/** An array of parts becomes a text and what belongs beside it. */
function joinContent(json: Buffer): Buffer {
  return replaceFields(json, CONTENT, (start) => {
    const array = arrayAt(json, start);
    if (array === undefined) return undefined;
    const fields = Object.entries(contentFields(array.value)).map(
      ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
    );
    return { text: fields.join(','), end: array.end };
  });
}

/** Tool calls get the `type`, and in a stream the `index`, that clients put them together by. */
function completeToolCalls(json: Buffer, nextIndex: (() => number) | undefined): Buffer {
  return replaceFields(json, TOOL_CALLS, (start) => {
    const array = arrayAt(json, start);
    if (array === undefined || array.value.every((call) => isComplete(call, nextIndex !== undefined))) {
      return undefined;
    }
    const calls = array.value.map((call) => ({
      ...(nextIndex === undefined || typeof call['index'] === 'number' ? {} : { index: nextIndex() }),
      ...call,
      type: call['type'] ?? 'function',
    }));
    return { text: `"tool_calls":${JSON.stringify(calls)}`, end: array.end };
  });
}

function isComplete(call: JsonObject, indexed: boolean): boolean {
  return typeof call['type'] === 'string' && (!indexed || typeof call['index'] === 'number');
}

function arrayAt(
  json: Buffer,
  start: number,
): { readonly value: JsonObject[]; readonly end: number } | undefined {
  if (json[start] !== OPEN_BRACKET) return undefined;
  const end = valueEnd(json, start);
  try {
    const parsed: unknown = JSON.parse(json.toString('utf8', start, end));
    return Array.isArray(parsed) ? { value: parsed.filter(isObject), end } : undefined;
  } catch {
    return undefined;
  }
}

/** JSON in which every finish reason is put in another's place: `replacement` answers with it, undefined to keep one. */
export function replaceFinishReasons(
  json: Buffer,
  replacement: (reason: string) => string | null | undefined,
): Buffer {
  return replaceTexts(json, FINISH_REASON, replacement);
}

/** JSON in which every service tier is put in another's place, as {@link replaceFinishReasons}. */
export function replaceServiceTiers(json: Buffer, replacement: (tier: string) => string | null): Buffer {
  return replaceTexts(json, SERVICE_TIER, replacement);
}

/** @param key with its closing quote, without the opening one */
function replaceTexts(
  json: Buffer,
  key: Buffer,
  replacement: (text: string) => string | null | undefined,
): Buffer {
  return replaceFields(json, key, (start) => {
    if (json[start] !== QUOTE) return undefined;
    const end = valueEnd(json, start);
    let text: unknown;
    try {
      text = JSON.parse(json.toString('utf8', start, end));
    } catch {
      return undefined;
    }
    const other = typeof text === 'string' ? replacement(text) : undefined;
    return other === undefined ? undefined : { text: `"${key.toString()}:${JSON.stringify(other)}`, end };
  });
}
