import type { JsonObject } from '../../json/json-object';
import { isObject } from '../../json/json-object';

/** What a picture takes, whatever its size: https://docs.anthropic.com/en/docs/build-with-claude/vision#calculate-image-costs */
const PICTURE_TOKENS = 1_600;
/** What stands around a message. */
const MESSAGE_TOKENS = 4;
/** A tokenizer's time grows with the square of a word: longer ones are cut. */
const LONG_WORD = /\S{48}/g;
/** Of a longer text the rest is counted by the measure of its beginning. */
const MAX_COUNTED = 400_000;
/** Fields that hold bytes or ids, and no words. */
const WORDLESS: ReadonlySet<string> = new Set([
  'data',
  'signature',
  'cache_control',
  'tool_use_id',
  'media_type',
]);
const MAX_DEPTH = 64;

/**
 * Counts the tokens of a request in the form of the Messages API: instructions, messages and tools, with OpenAI's tokenizer
 * (o200k), which is near enough for other models.
 */
export async function countedTokens({ system, messages, tools }: JsonObject): Promise<number> {
  const texts: string[] = [];
  let other = Array.isArray(messages) ? messages.length * MESSAGE_TOKENS : 0;
  for (const value of [system, messages, tools]) other += gather(value, texts, 0);
  const text = texts.join('\n');
  // Its tables take memory and a moment, and most services never count.
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  const counted = text.slice(0, MAX_COUNTED);
  const tokens = countTokens(counted.replace(LONG_WORD, '$& '));
  return Math.max(1, other + Math.ceil((tokens * text.length) / Math.max(1, counted.length)));
}

/** Gathers a value's words. @returns the tokens of what has none */
function gather(value: unknown, texts: string[], depth: number): number {
  if (typeof value === 'string') {
    texts.push(value);
    return 0;
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return 0;
  if (Array.isArray(value)) {
    let tokens = 0;
    for (const entry of value) tokens += gather(entry, texts, depth + 1);
    return tokens;
  }
  if (!isObject(value)) return 0;
  let tokens = value['type'] === 'image' ? PICTURE_TOKENS : 0;
  for (const [name, entry] of Object.entries(value)) {
    if (WORDLESS.has(name)) continue;
    if (depth > 1) texts.push(name);
    tokens += gather(entry, texts, depth + 1);
  }
  return tokens;
}
