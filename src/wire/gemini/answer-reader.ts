import { randomUUID } from 'node:crypto';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { OtherCandidates } from '../canonical/other-candidates';
import type { AnswerEvents } from '../canonical/answer-events';
import type { Signature } from '../canonical/content-part';
import { madeCallId } from '../canonical/made-call-id';
import { malformedAnswer } from '../canonical/malformed-answer';
import { CodeRuns } from './code-execution';
import { blockReasonName, finishReasonName } from './enum-names';
import { brokenOff, finishReason } from './finish-reason';
import { readLogprobs } from './logprobs';
import { PartialArguments } from './partial-arguments';
import { readUsage } from './usage';
import type { ToldBefore } from './usage';
import { groundedCitations, madeSearch } from './web-search';

/** What of a candidate has no place in the canonical model and is handed on as it is. */
const METADATA = ['groundingMetadata', 'citationMetadata', 'urlContextMetadata'] as const;
/** Why an answer ended in another way than usual, in words and by categories. */
const WHY = ['finishMessage', 'safetyRatings'] as const;
const MAKER = 'google';

/**
 * Reads an answer, whole or in pieces: both are `GenerateContentResponse`s, and both have to carry the same things.
 * Format: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export class GeminiAnswerReader {
  #started = false;
  #reason: string | undefined;
  #blocked = false;
  #calls = 0;
  readonly #ids = new Set<string>();
  /** The call whose arguments are arriving. */
  #open: { readonly args: PartialArguments } | undefined;
  readonly #metadata: Record<string, unknown> = {};
  /** All texts of an answer that may rest on pages of the web. */
  #said = '';
  #cited = false;
  #told: ToldBefore = {};
  readonly #codes = new CodeRuns((ran) => {
    this.out.ranCode?.(ran);
  });
  readonly #others: OtherCandidates<GeminiAnswerReader>;

  /**
   * @param searches whether Google was asked to look anything up, as `searches` tells
   * @param idPrefix what is before the response's id; the other wires' answers have ids of their own form
   */
  constructor(
    private readonly out: AnswerEvents,
    private readonly searches = false,
    private readonly idPrefix = 'chatcmpl-',
  ) {
    this.#others = new OtherCandidates(out, (of) => new GeminiAnswerReader(of, searches, idPrefix));
  }

  /** Whether the reason for which the answer ended has come, of every candidate. */
  get finished(): boolean {
    if (this.#blocked) return true;
    return this.#reason !== undefined && this.#others.all.every(({ finished }) => finished);
  }

  /** Takes a response. @throws GatewayError PROVIDER_ERROR for arguments in an unknown form */
  take(response: JsonObject): void {
    if (!this.#started) this.#start(response);
    const usage = readUsage(response, this.#told);
    if (usage !== undefined) {
      this.#told = usage;
      this.out.usage(usage);
    }
    const feedback = response['promptFeedback'];
    if (isObject(feedback) && blockReasonName(feedback['blockReason']) !== undefined) {
      this.#blocked = true;
      this.#metadata['promptFeedback'] = feedback;
    }
    const candidates = response['candidates'];
    if (!Array.isArray(candidates)) return;
    for (const [place, candidate] of candidates.entries()) {
      if (!isObject(candidate)) continue;
      const { index = place } = candidate;
      const reader = typeof index !== 'number' || index === 0 ? this : this.#others.at(index);
      if (reader !== undefined) reader.#candidate(candidate);
    }
  }

  /** A piece of the answer's text, where the reader of frames knows that a response holds nothing else. */
  text(piece: string): void {
    if (this.searches) this.#said += piece;
    this.out.text(piece);
  }

  /**
   * The answer has ended: tells what comes last. Nothing is told when it did not say why it ended.
   * @throws GatewayError PROVIDER_ERROR when the model broke it off
   */
  end(): void {
    if (!this.finished) return;
    const reason = this.#blocked ? 'content_filter' : finishReason(this.#reason ?? '', this.#calls);
    if (reason === undefined) throw brokenOff(this.#reason ?? '');
    if (!this.#blocked) for (const other of this.#others.all) other.end();
    this.#closeCall();
    this.#codes.end();
    this.#cite();
    const fields = this.#metadata;
    const told = Object.keys(fields).length > 0;
    this.out.finish({ reason, ...(told ? { details: { maker: MAKER, fields } } : {}) });
  }

  #start({ responseId, modelVersion }: JsonObject): void {
    this.#started = true;
    const id = typeof responseId === 'string' && responseId !== '' ? responseId : randomUUID();
    this.out.start(
      `${this.idPrefix}${id}`,
      typeof modelVersion === 'string' ? modelVersion : undefined,
      MAKER,
    );
  }

  #candidate(candidate: JsonObject): void {
    const { content } = candidate;
    const given: unknown = isObject(content) ? content['parts'] : undefined;
    const parts = objectsIn(given);
    for (const name of METADATA) {
      if (candidate[name] !== undefined) this.#metadata[name] = candidate[name];
    }
    const grounding =
      this.searches && candidate['finishReason'] !== undefined ? candidate['groundingMetadata'] : undefined;
    // What it cites is told before it is signed, and so ended.
    const lastText = grounding === undefined ? -1 : parts.findLastIndex(isText);
    for (const [index, part] of parts.entries()) this.#part(part, index === lastText ? grounding : undefined);
    if (grounding !== undefined) this.#cite();
    const logprobs = readLogprobs(candidate['logprobsResult']);
    if (logprobs.length > 0) this.out.logprobs?.(logprobs);
    const reason = finishReasonName(candidate['finishReason']);
    if (reason === undefined) return;
    this.#reason = reason;
    // Why it is of interest only when it was no usual end.
    if (reason === 'STOP') return;
    for (const name of WHY) if (candidate[name] !== undefined) this.#metadata[name] = candidate[name];
    if (finishReason(reason, 0) === 'content_filter') this.#metadata['finishReason'] = reason;
  }

  #part(part: JsonObject, grounding: unknown): void {
    const { text, functionCall, inlineData } = part;
    const signature = signatureOf(part);
    if (isObject(functionCall)) {
      this.#call(functionCall, signature);
    } else if (typeof text === 'string') {
      this.#text(text, part['thought'] === true ? 'reasoning' : 'text', signature, grounding);
    } else if (isObject(inlineData) && part['thought'] === true) {
      // A draft on the way to the picture of the answer: https://ai.google.dev/gemini-api/docs/image-generation#thinking-process
    } else if (isObject(inlineData) && isMedia(inlineData, 'image/')) {
      this.out.image(inlineData['mimeType'], inlineData['data'], signature);
    } else if (isObject(inlineData) && isMedia(inlineData, 'audio/') && this.out.audio !== undefined) {
      const { mimeType: mediaType, data } = inlineData;
      this.out.audio({ mediaType, data, transcript: '' });
    } else if (Object.keys(part).length > 0) {
      // Parts of tools that ran on the provider's side: they have to come back as they are.
      this.out.opaque(MAKER, part);
      this.#codes.take(part);
    }
  }

  /** A signed part is a block of its own: the signature is for its text alone. */
  #text(
    text: string,
    kind: 'text' | 'reasoning',
    signature: Signature | undefined,
    grounding: unknown,
  ): void {
    if (signature !== undefined && text !== '') this.out.blockEnd();
    if (kind === 'text') this.text(text);
    else this.out.reasoning(text);
    if (grounding !== undefined) this.#cite(grounding);
    if (signature !== undefined && text === '') this.out.blockEnd();
    if (signature !== undefined) this.out.signature(kind, signature);
  }

  /** Tells once what the answer rests on. */
  #cite(grounding: unknown = this.#metadata['groundingMetadata']): void {
    if (!this.searches || this.#cited || grounding === undefined) return;
    this.#cited = true;
    const citations = groundedCitations(grounding, this.#said);
    if (citations.length > 0) this.out.webCitations?.(citations);
    const search = madeSearch(grounding, this.#metadata['urlContextMetadata'] !== undefined);
    if (search !== undefined) this.out.webSearch?.(search);
  }

  /** A whole call, the beginning of one, a piece of the one that is open, or (empty) its end. */
  #call(call: JsonObject, signature: Signature | undefined): void {
    const { name } = call;
    if (typeof name === 'string' && name !== '') this.#beginCall(call, name, signature);
    else if (this.#open !== undefined && signature !== undefined)
      this.out.callSignature(this.#calls - 1, signature);
    if (this.#open === undefined) {
      if (call['args'] !== undefined || call['partialArgs'] !== undefined) throw nameless();
      return;
    }
    this.#open.args.assign(call['args']);
    this.#open.args.take(call['partialArgs']);
    if (call['willContinue'] !== true) this.#closeCall();
  }

  #beginCall(call: JsonObject, name: string, signature: Signature | undefined): void {
    this.#closeCall();
    const providerId = typeof call['id'] === 'string' && call['id'] !== '' ? call['id'] : undefined;
    // Results are told apart by it, so that one id cannot represent two calls.
    const usable = providerId !== undefined && !this.#ids.has(providerId);
    const id = usable ? providerId : madeCallId();
    this.#ids.add(id);
    this.out.toolCall({ call: this.#calls++, id, providerId, name, tool: 'function', signature });
    this.#open = { args: new PartialArguments() };
  }

  /** Arguments are handed over in one: their pieces come in no order in which JSON could be written. */
  #closeCall(): void {
    if (this.#open === undefined) return;
    this.out.toolArguments(this.#calls - 1, this.#open.args.toString());
    this.out.toolCallEnd(this.#calls - 1);
    this.#open = undefined;
  }
}

function isText(part: JsonObject): boolean {
  return typeof part['text'] === 'string' && part['thought'] !== true;
}

function signatureOf({ thoughtSignature: value }: JsonObject): Signature | undefined {
  return typeof value === 'string' && value !== '' ? { maker: MAKER, value } : undefined;
}

function isMedia(
  data: JsonObject,
  family: string,
): data is { readonly mimeType: string; readonly data: string } {
  const { mimeType } = data;
  return typeof mimeType === 'string' && mimeType.startsWith(family) && typeof data['data'] === 'string';
}

function nameless(): Error {
  return malformedAnswer('The upstream sent a tool call without a name.');
}
