import { randomUUID } from 'node:crypto';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { AnswerFacts } from '../llm-adapter';
import { brokenOff, finishReason } from './finish-reason';
import { PartialArguments } from './partial-arguments';
import { DIALECT } from './provider-fields';
import type { KeptPart } from './provider-fields';
import { readUsage } from './usage';

/** Takes what an answer consists of, in its order: the writer of a stream, or the collector of a whole answer. */
export interface AnswerOutput {
  start(id: string | undefined, model: string | undefined): void;
  text(piece: string): void;
  reasoning(piece: string): void;
  toolCall(index: number, id: string, name: string, args: string, providerFields?: JsonObject): void;
  toolArguments(index: number, piece: string): void;
  providerFields(fields: JsonObject): void;
  finish(reason: string): void;
}

/** What of a candidate has no place in OpenAI's form and is handed on as it is. */
const METADATA = ['groundingMetadata', 'citationMetadata', 'urlContextMetadata'] as const;

/**
 * Reads an answer, whole or in pieces: both are `GenerateContentResponse`s, and both have to carry the same things.
 * Format: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export class AnswerReader {
  #started = false;
  #reason: string | undefined;
  #blocked = false;
  /** UTF-16 units of the answer's text so far. */
  #length = 0;
  #calls = 0;
  readonly #ids = new Set<string>();
  /** The call whose arguments are arriving. */
  #open: { readonly id: string; readonly args: PartialArguments } | undefined;
  readonly #kept: KeptPart[] = [];
  readonly #lateSignatures: Record<string, string> = {};
  readonly #metadata: Record<string, unknown> = {};

  constructor(
    private readonly facts: AnswerFacts,
    private readonly out: AnswerOutput,
  ) {}

  /** Whether the reason for which the answer ended has come. */
  get finished(): boolean {
    return this.#blocked || this.#reason !== undefined;
  }

  /** Takes a response. @throws GatewayError PROVIDER_ERROR for arguments in a form that is none */
  take(response: JsonObject): void {
    if (!this.#started) this.#start(response);
    this.facts.usage = readUsage(response['usageMetadata']) ?? this.facts.usage;
    const feedback = response['promptFeedback'];
    if (isObject(feedback) && typeof feedback['blockReason'] === 'string') {
      this.#blocked = true;
      this.#metadata['promptFeedback'] = feedback;
    }
    const candidates = response['candidates'];
    const candidate: unknown = Array.isArray(candidates) ? candidates[0] : undefined;
    if (isObject(candidate)) this.#candidate(candidate);
  }

  /**
   * The answer has ended: writes what comes last. Nothing is written when it did not say why it ended.
   * @throws GatewayError PROVIDER_ERROR when the model broke it off
   */
  end(): void {
    if (!this.finished) return;
    const reason = this.#blocked ? 'content_filter' : finishReason(this.#reason ?? '', this.#calls);
    if (reason === undefined) throw brokenOff(this.#reason ?? '');
    this.#closeCall();
    const fields = {
      ...(this.#kept.length === 0 ? {} : { parts: this.#kept }),
      ...(Object.keys(this.#lateSignatures).length === 0 ? {} : { callSignatures: this.#lateSignatures }),
      ...this.#metadata,
    };
    if (Object.keys(fields).length > 0) this.out.providerFields({ [DIALECT]: fields });
    this.out.finish(reason);
  }

  #start({ responseId, modelVersion }: JsonObject): void {
    this.#started = true;
    const id = typeof responseId === 'string' && responseId !== '' ? responseId : randomUUID();
    this.out.start(`chatcmpl-${id}`, typeof modelVersion === 'string' ? modelVersion : undefined);
  }

  #candidate(candidate: JsonObject): void {
    const { content } = candidate;
    const parts = isObject(content) ? content['parts'] : undefined;
    if (Array.isArray(parts)) for (const part of parts) if (isObject(part)) this.#part(part);
    for (const name of METADATA) {
      if (candidate[name] !== undefined) this.#metadata[name] = candidate[name];
    }
    const reason = candidate['finishReason'];
    if (typeof reason !== 'string' || reason === '') return;
    this.#reason = reason;
    // Which filter it was is of interest only when one has struck.
    if (reason !== 'STOP' && candidate['safetyRatings'] !== undefined) {
      this.#metadata['safetyRatings'] = candidate['safetyRatings'];
    }
  }

  #part(part: JsonObject): void {
    const { text, functionCall } = part;
    const signature = typeof part['thoughtSignature'] === 'string' ? part['thoughtSignature'] : undefined;
    if (isObject(functionCall)) {
      this.#call(functionCall, signature);
    } else if (typeof text !== 'string') {
      // Parts of tools that ran on the provider's side, pictures: they have to come back as they are.
      if (Object.keys(part).length > 0) this.#keep({ part });
    } else if (part['thought'] === true) {
      this.out.reasoning(text);
      if (signature !== undefined) this.#keep({ part });
    } else {
      if (signature !== undefined) this.#keep({ length: text.length, thoughtSignature: signature });
      this.#length += text.length;
      this.out.text(text);
    }
  }

  #keep(kept: Pick<KeptPart, 'length' | 'thoughtSignature' | 'part'>): void {
    const afterCalls = this.#calls === 0 ? {} : { afterCalls: this.#calls };
    this.#kept.push({ at: this.#length, ...afterCalls, ...kept });
  }

  /** A whole call, the beginning of one, a piece of the one that is open, or (empty) its end. */
  #call(call: JsonObject, signature: string | undefined): void {
    const { name } = call;
    if (typeof name === 'string' && name !== '') this.#beginCall(call, name, signature);
    else if (this.#open !== undefined && signature !== undefined)
      this.#lateSignatures[this.#open.id] = signature;
    if (this.#open === undefined) {
      if (call['args'] !== undefined || call['partialArgs'] !== undefined) throw nameless();
      return;
    }
    this.#open.args.assign(call['args']);
    this.#open.args.take(call['partialArgs']);
    if (call['willContinue'] !== true) this.#closeCall();
  }

  #beginCall(call: JsonObject, name: string, signature: string | undefined): void {
    this.#closeCall();
    const given = typeof call['id'] === 'string' && call['id'] !== '' ? call['id'] : undefined;
    // Results are told apart by it, so that one id cannot stand for two calls.
    const usable = given !== undefined && !this.#ids.has(given);
    const id = usable ? given : `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
    this.#ids.add(id);
    const fields = {
      ...(given === undefined ? {} : { id: given }),
      ...(signature === undefined ? {} : { thoughtSignature: signature }),
    };
    const providerFields = Object.keys(fields).length === 0 ? undefined : { [DIALECT]: fields };
    this.out.toolCall(this.#calls++, id, name, '', providerFields);
    this.#open = { id, args: new PartialArguments() };
  }

  /** Arguments are handed over in one: their pieces come in no order in which JSON could be written. */
  #closeCall(): void {
    if (this.#open === undefined) return;
    this.out.toolArguments(this.#calls - 1, this.#open.args.toString());
    this.#open = undefined;
  }
}

function nameless(): Error {
  return upstreamFailed('malformed', 'The upstream sent a tool call without a name.');
}
