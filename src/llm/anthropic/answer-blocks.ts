import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { upstreamFailed } from '../../upstream/upstream-failure';
import { AnswerLayout } from './answer-layout';
import { toolInput } from './blocks';

/** Who takes what the caller gets to see of an answer's blocks, in their order. */
export interface BlockOutput {
  text(piece: string): void;
  reasoning(piece: string): void;
  /** A call of one of the caller's tools; `index` counts from 0. */
  toolCall(index: number, id: string, name: string): void;
  toolArguments(index: number, piece: string): void;
}

/** A block whose end has not come. */
interface OpenBlock {
  readonly kind: 'text' | 'thinking' | 'tool' | 'answer' | 'other';
  /** The block as it began, with what is known by now; sent back in the next turn where it is of an other kind. */
  readonly block: Record<string, unknown>;
  readonly citations: unknown[];
  /** Text so far, in UTF-16 units. */
  length: number;
  /** Pieces of a tool's arguments. */
  json: string;
  /** Of a tool call: which one. */
  readonly call: number;
}

/**
 * Reads the content blocks of an answer, piece by piece or whole, so that both give the same: text, reasoning and calls of
 * the caller's tools go out; blocks of tools that run at the provider, redacted thinking and whatever else there may be
 * do not, and stand in {@link layout}. Where an answer tool was declared its arguments are the text, and the text beside
 * its call is left out.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming#content-block-delta-types
 */
export class AnswerBlocks {
  /** Calls of the caller's tools so far. */
  toolCalls = 0;
  readonly #layout = new AnswerLayout();
  readonly #open = new Map<number, OpenBlock>();
  #answered = false;
  /** Text that may turn out to stand beside the answer tool's call. */
  #held: { text: string; citations: unknown[] }[] = [];

  constructor(
    private readonly out: BlockOutput,
    private readonly answerTool: string | undefined,
  ) {}

  /** The blocks' order, where it says more than the caller's fields. */
  get layout(): readonly JsonObject[] | undefined {
    return this.#layout.blocks;
  }

  /** A block that is whole. */
  whole(index: number, block: unknown): void {
    this.start(index, block);
    this.stop(index);
  }

  /** @throws GatewayError PROVIDER_ERROR when it is no block, or a tool call without id or name */
  start(index: number, block: unknown): void {
    if (!isObject(block) || typeof block['type'] !== 'string' || this.#open.has(index)) throw nonsense();
    const kind = this.#kindOf(block);
    const call = kind === 'tool' ? this.toolCalls : -1;
    const given: unknown = block['citations'];
    const citations = Array.isArray(given) ? given.map((citation: unknown) => citation) : [];
    const open: OpenBlock = { kind, block: { ...block }, citations, length: 0, json: '', call };
    this.#open.set(index, open);
    if (kind === 'text') this.#text(open, textIn(block, 'text'));
    else if (kind === 'thinking') this.out.reasoning(textIn(block, 'thinking'));
    else if (kind === 'tool') this.#startCall(block, call);
    else if (kind === 'answer') this.#startAnswer();
  }

  /** @throws GatewayError PROVIDER_ERROR when no such block has begun */
  delta(index: number, delta: unknown): void {
    const open = this.#open.get(index);
    if (open === undefined || !isObject(delta)) throw nonsense();
    const { block } = open;
    switch (delta['type']) {
      case 'text_delta':
        this.#text(open, textIn(delta, 'text'));
        break;
      case 'input_json_delta':
        this.#arguments(open, textIn(delta, 'partial_json'));
        break;
      case 'thinking_delta':
        block['thinking'] = textIn(block, 'thinking') + textIn(delta, 'thinking');
        if (open.kind === 'thinking') this.out.reasoning(textIn(delta, 'thinking'));
        break;
      case 'signature_delta':
        block['signature'] = textIn(block, 'signature') + textIn(delta, 'signature');
        break;
      case 'citations_delta':
        open.citations.push(delta['citation']);
        break;
      case 'compaction_delta':
        block['content'] = textIn(block, 'content') + textIn(delta, 'content');
        break;
    }
  }

  /** @throws GatewayError PROVIDER_ERROR when no such block has begun */
  stop(index: number): void {
    const open = this.#open.get(index);
    if (open === undefined) throw nonsense();
    this.#open.delete(index);
    const { block, kind } = open;
    if (kind === 'text') {
      if (this.#held.length === 0 && !this.#answered) this.#layout.text(open.length, open.citations);
    } else if (kind === 'tool' || kind === 'answer') {
      // Without pieces the arguments came with the block, or there are none.
      if (open.json === '') this.#arguments(open, JSON.stringify(block['input'] ?? {}));
      if (kind === 'tool') this.#layout.toolCall(textIn(block, 'id'), block['caller']);
      else this.#layout.text(open.length, []);
    } else {
      if (open.json !== '') block['input'] = toolInput(open.json);
      this.#layout.other(block);
    }
  }

  /** There are no more blocks. @throws GatewayError PROVIDER_ERROR when one has no end */
  end(): void {
    if (this.#open.size > 0) throw nonsense();
    this.#release();
  }

  #kindOf(block: JsonObject): OpenBlock['kind'] {
    if (block['type'] === 'tool_use') return block['name'] === this.answerTool ? 'answer' : 'tool';
    return block['type'] === 'text' || block['type'] === 'thinking' ? block['type'] : 'other';
  }

  #text(open: OpenBlock, piece: string): void {
    if (open.kind !== 'text') {
      open.block['text'] = textIn(open.block, 'text') + piece;
      return;
    }
    open.length += piece.length;
    if (this.answerTool === undefined || this.toolCalls > 0) this.out.text(piece);
    else if (!this.#answered) this.#hold(open, piece);
  }

  #hold(open: OpenBlock, piece: string): void {
    if (piece === '') return;
    const last = this.#held.at(-1);
    if (last?.citations === open.citations) last.text += piece;
    else this.#held.push({ text: piece, citations: open.citations });
  }

  /** The answer tool was not called: what was held is the answer after all. */
  #release(): void {
    for (const { text, citations } of this.#held) {
      this.out.text(text);
      this.#layout.text(text.length, citations);
    }
    this.#held = [];
  }

  #startCall(block: JsonObject, call: number): void {
    const id = textIn(block, 'id');
    const name = textIn(block, 'name');
    if (id === '' || name === '') throw nonsense();
    this.#release();
    this.toolCalls++;
    this.out.toolCall(call, id, name);
  }

  #startAnswer(): void {
    this.#held = [];
    this.#answered = true;
  }

  #arguments(open: OpenBlock, piece: string): void {
    open.json += piece;
    if (open.kind === 'tool') {
      this.out.toolArguments(open.call, piece);
    } else if (open.kind === 'answer') {
      open.length += piece.length;
      this.out.text(piece);
    }
  }
}

function textIn(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

function nonsense(): Error {
  return upstreamFailed('malformed', 'The upstream sent an answer whose parts do not fit together.');
}
