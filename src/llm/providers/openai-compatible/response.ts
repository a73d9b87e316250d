import { editJson, valueEnd } from '../../../json/json-edit';
import type { GatewayError } from '../../../errors/gateway-error';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { JsonObject } from '../../../json/json-object';
import { parsedObject } from '../../../json/parsed-object';
import type { AnswerFacts, LlmCall, WholeAnswer } from '../../llm-adapter';
import { estimatedUsage } from '../../call-estimate';
import { inOpenAiWords, servedTier } from '../../../wire/canonical/served-tier';
import { chatUsage } from '../../../wire/openai-chat/usage';
import { ownUsage, readUsage, usageOf } from './usage';
import { repairedAnswer, callsTools } from './whole-repair';
import { answerRewrite, replaceFinishReasons, replaceServiceTiers } from './answer-rewrite';
import { isNoReason, readFinishReason } from './finish-reason';
import type { ProviderErrorBody } from './errors';
import type { AnswerQuirks } from './vendor';
import { errorWithin } from './error-within';
import { readErrorObject } from './errors';
import { asText, plainFacts } from './plain-answer';
import { PICTURES, picturesIn, withPictures } from './answer-pictures';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COLON = 0x3a;
const KEYS = {
  usage: Buffer.from('"usage"'),
  model: Buffer.from('"model"'),
  finish_reason: Buffer.from('"finish_reason"'),
  service_tier: Buffer.from('"service_tier"'),
};
/** What is further from both ends of an answer is not its tier. */
const TIER_WITHIN_BYTES = 256;

/** What is behind an answer's usage is short; behind a longer rest the usage was first. */
const REST_WITHIN_BYTES = 4096;

/** What makes a whole answer one of its kind: the key that holds what was asked for. */
export type AnswerKey = 'choices' | 'data';
const ANSWER_KEYS: Readonly<Record<AnswerKey, Buffer>> = {
  choices: Buffer.from('"choices"'),
  data: Buffer.from('"data"'),
};

/**
 * Takes a whole answer with status 200, and brings it into OpenAI's form where its vendor's is another.
 * @throws GatewayError as {@link readPlainAnswer}; PROVIDER_ERROR when its finish reason says that it was broken off
 */
export function readAnswer(
  call: LlmCall,
  body: Buffer,
  key: AnswerKey,
  errorFrom: (error: ProviderErrorBody) => GatewayError,
  quirks?: AnswerQuirks,
  customTools?: ReadonlySet<string>,
): WholeAnswer {
  const plain = key === 'choices' && quirks === undefined ? plainFacts(body) : undefined;
  if (plain !== undefined) {
    call.facts.model = plain.model;
    call.facts.finishReason = plain.finishReason;
    call.facts.usage = plain.usage;
    return { body };
  }
  const rewrite = key === 'choices' ? answerRewrite(quirks, 'whole') : undefined;
  const needed = rewrite?.applies(body, 0, body.length) === true;
  const { body: given } = readPlainAnswer(call, needed ? rewrite.rewrite(body) : body, key, errorFrom);
  if (key === 'data') return { body: given };
  const { facts } = call;
  if (facts.usage !== undefined && given.includes(PICTURES)) {
    facts.usage = withPictures(facts.usage, picturesIn(parseObject(given) ?? {}));
  }
  const hasReason = facts.finishReason !== undefined;
  const repaired = repairedAnswer(inOwnWords(given, facts, quirks), hasReason, call, customTools);
  if (repaired !== given) {
    facts.finishReason = asText(findValue(repaired, KEYS.finish_reason, 'first'));
  }
  return { body: inOpenAiTier(repaired) };
}

/** The answer with its finish reasons in OpenAI's words. */
function inOwnWords(body: Buffer, facts: AnswerFacts, quirks: AnswerQuirks | undefined): Buffer {
  const given = facts.finishReason;
  if (given === undefined) return body;
  const own = (reason: string): string => {
    // Some servers leave the reason of a finished answer empty: it is told by what the answer holds.
    if (isNoReason(reason)) return callsTools(body) ? 'tool_calls' : 'stop';
    return readFinishReason(reason, quirks?.finishReasons);
  };
  facts.finishReason = own(given);
  return facts.finishReason === given ? body : replaceFinishReasons(body, own);
}

/**
 * Takes a whole answer. Its bytes are passed on; model, finish reason and usage are found in them by
 * search, and parsed as a whole only when that does not find what has to be there.
 * @throws GatewayError PROVIDER_ERROR when it is no such answer; what `errorFrom` makes of an error inside a 200.
 */
function readPlainAnswer(
  call: LlmCall,
  body: Buffer,
  key: AnswerKey,
  errorFrom: (error: ProviderErrorBody) => GatewayError,
): WholeAnswer {
  const { facts } = call;
  const text = trimmed(body);
  if (text[0] !== OPEN_BRACE || text[text.length - 1] !== CLOSE_BRACE) throw nonsense();
  const place = findPlace(text, KEYS.usage, 'last');
  // Groq tells the use of each model behind that of the answer: https://console.groq.com/docs/compound (`usage_breakdown`)
  const counted = place && isOutermost(text, place.end) ? valueAt(text, place) : undefined;
  facts.usage = readUsage(counted);
  if (
    facts.usage !== undefined &&
    text.includes(ANSWER_KEYS[key]) &&
    ownUsage(counted, facts.usage) === counted
  ) {
    facts.usage = { ...facts.usage, ...servedTier(toldTier(text)) };
    facts.model = asText(findValue(text, KEYS.model, 'first'));
    facts.finishReason = asText(findValue(text, KEYS.finish_reason, 'first'));
    // Without a reason there may be no choice either.
    if (facts.finishReason !== undefined || key === 'data') return { body };
  }
  return readParsed(call, text, key, errorFrom);
}

function readParsed(
  call: LlmCall,
  body: Buffer,
  key: AnswerKey,
  errorFrom: (error: ProviderErrorBody) => GatewayError,
): WholeAnswer {
  const { facts } = call;
  const parsed = parseObject(body);
  if (parsed === undefined) throw nonsense();
  const error = errorWithin(parsed);
  if (error !== undefined) throw errorFrom(readErrorObject(error));
  const given = parsed[key];
  if (!Array.isArray(given) || (key === 'choices' && given.length === 0)) throw nonsense();
  facts.model = asText(parsed['model']);
  facts.finishReason = asText(findValue(body, KEYS.finish_reason, 'first'));
  const counted = usageOf(parsed);
  facts.usage = readUsage(counted);
  if (facts.usage !== undefined) {
    facts.usage = { ...facts.usage, ...servedTier(parsed['service_tier']) };
    const own = ownUsage(counted, facts.usage);
    return { body: own === counted ? body : editJson(body, parsed, { usage: own }) };
  }
  facts.usage = estimatedUsage(call, { texts: key === 'choices' ? given : '' });
  return { body: editJson(body, parsed, { usage: chatUsage(facts.usage) }) };
}

/** The service tier that an answer names. OpenAI has it behind the usage, or before the choices. */
function toldTier(answer: Buffer): unknown {
  const tail = answer.subarray(-TIER_WITHIN_BYTES);
  const told = findValue(tail, KEYS.service_tier, 'last');
  if (told !== undefined || tail.length === answer.length) return told;
  return findValue(answer.subarray(0, TIER_WITHIN_BYTES), KEYS.service_tier, 'first');
}

/** The answer with its service tier in OpenAI's words. */
function inOpenAiTier(answer: Buffer): Buffer {
  const told = toldTier(answer);
  if (typeof told !== 'string' || inOpenAiWords(told) === told) return answer;
  return replaceServiceTiers(answer, inOpenAiWords);
}

/** Parses bytes as a JSON object; undefined when they are not one. */
export function parseObject(bytes: Buffer): JsonObject | undefined {
  return parsedObject(bytes.toString('utf8'));
}

/** Where a value is in JSON bytes. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** The value of the first or last place where a key is in JSON bytes; undefined when it is missing, or it is cut. */
function findValue(json: Buffer, key: Buffer, which: 'first' | 'last'): unknown {
  const place = findPlace(json, key, which);
  return place && valueAt(json, place);
}

function findPlace(json: Buffer, key: Buffer, which: 'first' | 'last'): Place | undefined {
  let at = which === 'first' ? json.indexOf(key) : json.lastIndexOf(key);
  // Inside a string the key's quotes are escaped.
  while (at > 0 && json[at - 1] === BACKSLASH) {
    at = which === 'first' ? json.indexOf(key, at + key.length) : json.lastIndexOf(key, at - 1);
  }
  if (at < 0) return undefined;
  let start = at + key.length;
  while (json[start] === 0x20 || json[start] === COLON) start++;
  return { start, end: valueEnd(json, start) };
}

function valueAt(json: Buffer, { start, end }: Place): unknown {
  try {
    // A name or a reason is plain text; the parser is for the rest.
    if (json[start] === QUOTE && isPlain(json, start + 1, end - 1))
      return json.toString('latin1', start + 1, end - 1);
    return JSON.parse(json.toString('utf8', start, end));
  } catch {
    return undefined;
  }
}

/** Whether the value that ends there is a field of the answer itself: what follows it closes one object. A long rest is not looked at. */
function isOutermost(json: Buffer, end: number): boolean {
  if (json.length - end > REST_WITHIN_BYTES) return true;
  let depth = 1;
  for (let at = end; at < json.length - 1; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = valueEnd(json, at) - 1;
    else if (byte === OPEN_BRACE) depth++;
    else if (byte === CLOSE_BRACE && --depth === 0) return false;
  }
  return true;
}

/** Whether every character is one byte that represents itself. */
function isPlain(json: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = json[at] ?? 0;
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return false;
  }
  return end >= start;
}

function trimmed(body: Buffer): Buffer {
  let start = 0;
  let end = body.length;
  while (start < end && isBlank(body[start])) start++;
  while (end > start && isBlank(body[end - 1])) end--;
  return start === 0 && end === body.length ? body : body.subarray(start, end);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function nonsense(): GatewayError {
  return upstreamFailed('malformed', 'The upstream answered something that is not an answer.');
}
