import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { AnswerEvents } from '../canonical/answer-events';
import type { Maker } from '../canonical/content-part';
import { CustomInput } from '../canonical/custom-tool';
import type { Names } from '../canonical/field-names';
import { malformedAnswer } from '../canonical/malformed-answer';
import { RenamedFields } from '../canonical/renamed-fields';
import { joinedBase64 } from '../canonical/speech';
import { claudeCitation, citedPage } from './citations';

/** What was asked for that the reader of an answer has to know; see `WrittenConverse`. */
export interface AskedConverse {
  readonly answerTool: string | undefined;
  readonly answerFields?: Names | undefined;
  readonly customTools: ReadonlySet<string>;
  readonly maker: Maker;
  /** Whether a guardrail is to tell what it found, which comes behind the answer's end. */
  readonly traced: boolean;
}

/** A tool's call while it is written. */
interface OpenCall {
  /** Its place among the caller's calls; undefined for the tool whose arguments are the content. */
  readonly call: number | undefined;
  /** Nothing of it reaches the caller: the provider runs it, or it is a second answer. */
  readonly silent: boolean;
  /** Of a custom tool: takes its text out of the arguments. */
  readonly custom: CustomInput | undefined;
  /** Of the answer tool's call: gives its fields the caller's names. */
  readonly fields?: RenamedFields | undefined;
  empty: boolean;
}

/**
 * Reads the content blocks of an answer, piece by piece or whole, so that both give the same events. Where an answer tool
 * was declared, text is held back until the end: it may turn out to be talk around the answer.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html
 */
export class AnswerBlocks {
  /** Calls of the caller's tools so far. */
  toolCalls = 0;
  readonly #calls = new Map<unknown, OpenCall>();
  /** The block that the last piece belonged to. */
  #at: unknown;
  #signature = '';
  #citations: unknown[] = [];
  /** The picture that is arriving. */
  #image: { readonly format: string; readonly pieces: string[] } | undefined;
  #answered = false;
  #heldText = '';

  constructor(
    private readonly out: AnswerEvents,
    private readonly asked: AskedConverse,
  ) {}

  /** A call begins. @throws GatewayError PROVIDER_ERROR for one without id or name */
  start(at: unknown, toolUse: JsonObject): void {
    this.#enter(at);
    const { toolUseId: id, name, type } = toolUse;
    if (typeof id !== 'string' || id === '' || typeof name !== 'string' || name === '') {
      throw malformedAnswer('The upstream sent a tool call without an id or a name.');
    }
    if (type === 'server_tool_use') {
      this.#calls.set(at, { call: undefined, silent: true, custom: undefined, empty: false });
    } else if (name === this.asked.answerTool) {
      const { answerFields } = this.asked;
      const fields = answerFields && new RenamedFields(answerFields);
      this.#calls.set(at, {
        call: undefined,
        silent: this.#answered,
        custom: undefined,
        fields,
        empty: true,
      });
      this.#answered = true;
      this.#heldText = '';
    } else {
      const call = this.toolCalls++;
      const custom = this.asked.customTools.has(name) ? new CustomInput() : undefined;
      this.#calls.set(at, { call, silent: false, custom, empty: true });
      this.out.toolCall({ call, id, name, tool: custom === undefined ? 'function' : 'custom' });
    }
  }

  text(at: unknown, piece: string): void {
    this.#enter(at);
    if (this.asked.answerTool === undefined) this.out.text(piece);
    else if (!this.#answered) this.#heldText += piece;
  }

  citation(at: unknown, citation: unknown): void {
    this.#enter(at);
    if (this.asked.answerTool === undefined) this.#citations.push(citation);
  }

  /** A piece of a call's arguments. @throws GatewayError PROVIDER_ERROR when the call never began */
  input(at: unknown, piece: string): void {
    this.#enter(at);
    const call = this.#calls.get(at);
    if (call === undefined) {
      throw malformedAnswer('The upstream sent arguments of a tool call that it never began.');
    }
    if (piece !== '') this.#write(call, piece);
  }

  reasoning(at: unknown, { text, signature, redactedContent }: JsonObject): void {
    this.#enter(at);
    if (typeof text === 'string') this.out.reasoning(text);
    if (typeof signature === 'string') this.#signature += signature;
    if (typeof redactedContent === 'string')
      this.out.opaque(this.asked.maker, this.#redacted(redactedContent));
  }

  /** A picture begins. */
  startImage(at: unknown, format: unknown): void {
    this.#enter(at);
    if (typeof format === 'string') this.#image = { format, pieces: [] };
  }

  /** A picture, or a piece of the one that is arriving. */
  imageBytes(at: unknown, source: unknown): void {
    this.#enter(at);
    const data = isObject(source) ? source['bytes'] : undefined;
    if (typeof data === 'string') this.#image?.pieces.push(data);
  }

  /** A call without arguments is written as an empty object; callers parse them. */
  stop(at: unknown): void {
    const call = this.#calls.get(at);
    if (call !== undefined) {
      this.#calls.delete(at);
      if (call.empty) this.#write(call, '{}');
      const rest = call.custom?.end() ?? '';
      if (call.call !== undefined && rest !== '') this.out.toolArguments(call.call, rest);
      if (call.fields !== undefined && !call.silent) this.out.text(call.fields.end());
      if (call.call !== undefined) this.out.toolCallEnd(call.call);
    }
    this.#leave();
  }

  /** There are no more blocks. */
  end(): void {
    for (const at of [...this.#calls.keys()]) this.stop(at);
    this.#leave();
    this.out.text(this.#heldText);
    this.#heldText = '';
  }

  /** Blocks of text and reasoning may begin without a start, and end without a stop. */
  #enter(at: unknown): void {
    if (this.#at === at) return;
    this.#leave();
    this.#at = at;
  }

  #leave(): void {
    const { maker } = this.asked;
    if (this.#signature !== '') this.out.signature('reasoning', { maker, value: this.#signature });
    if (this.#citations.length > 0) {
      const values =
        maker === 'bedrock'
          ? this.#citations
          : this.#citations.map(claudeCitation).filter((value) => value !== undefined);
      if (values.length > 0) this.out.citations(maker, values);
      const pages = this.#citations.flatMap(citedPage);
      if (pages.length > 0) this.out.webCitations?.(pages);
    }
    const { format, pieces = [] } = this.#image ?? {};
    if (pieces.length > 0) this.out.image(`image/${format}`, joinedBase64(pieces));
    this.#image = undefined;
    if (this.#at !== undefined) this.out.blockEnd();
    this.#signature = '';
    this.#citations = [];
    this.#at = undefined;
  }

  #write(call: OpenCall, piece: string): void {
    call.empty = false;
    if (call.silent) return;
    if (call.call === undefined) this.out.text(call.fields?.take(piece) ?? piece);
    else if (call.custom === undefined) this.out.toolArguments(call.call, piece);
    else this.#writeCustom(call.call, call.custom.take(piece));
  }

  #writeCustom(call: number, text: string): void {
    if (text !== '') this.out.toolArguments(call, text);
  }

  /** Claude's encrypted reasoning in the form of its own API, which takes it back on every platform. */
  #redacted(data: string): JsonObject {
    return this.asked.maker === 'bedrock'
      ? { reasoningContent: { redactedContent: data } }
      : { type: 'redacted_thinking', data };
  }
}
