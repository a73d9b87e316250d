import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { AnswerEvents, FinishReason } from '../canonical/answer-events';
import { webCitation } from '../canonical/web-search';
import { readTokens } from '../openai-chat/logprobs';
import { ranCode } from './code-execution';
import { readResponsesUsage } from './usage';
import { madeSearch } from './web-search';
import { madeCallId } from '../canonical/made-call-id';

const MAKER = 'openai';
const BETWEEN_PARAGRAPHS = '\n\n';

/** Events that bring a piece of an item, and the item's type. */
const PIECE_OF: ReadonlyMap<string, string> = new Map([
  ['response.output_text.delta', 'message'],
  ['response.refusal.delta', 'message'],
  ['response.reasoning_summary_text.delta', 'reasoning'],
  ['response.reasoning_text.delta', 'reasoning'],
]);

/** An item whose events are arriving. */
interface OpenItem {
  readonly type: unknown;
  /** Its place among the answer's calls; undefined for what is no call. */
  readonly call: number | undefined;
  /** Whether anything came of it that a whole item would say again. */
  hasPieces: boolean;
  /** Which of the two forms of reasoning came first; the other one would say the same again. */
  reasoning: 'summary' | 'content' | undefined;
}

/**
 * Reads a response: the events of a stream, or a whole one. An item of which no event came is read where it is whole: some
 * servers leave events out. Events that are not known tell nothing.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class ResponsesAnswerReader {
  /** Why the answer ended, in this wire's words; undefined while it is not over. */
  ending: string | undefined;
  /** What is wrong with an answer that failed. */
  failure: JsonObject | undefined;
  /** Events that were not known. */
  unknown = 0;
  #started = false;
  #calls = 0;
  /** UTF-16 units of the answer's texts, and those before the part that is open: annotations count in their part. */
  #units = 0;
  #partStart = 0;
  readonly #open = new Map<unknown, OpenItem>();
  readonly #ended = new Set<unknown>();

  constructor(private readonly out: AnswerEvents) {}

  /** Whether nothing more is to come. */
  get over(): boolean {
    return this.ending !== undefined || this.failure !== undefined;
  }

  /** Takes an event of a stream. */
  event(event: JsonObject): void {
    if (this.over) return;
    const { type, response } = event;
    // Who leaves out the place makes one item after the other.
    const index = event['output_index'] ?? this.#ended.size;
    switch (type) {
      case 'response.created':
      case 'response.in_progress':
      case 'response.queued':
        if (isObject(response)) this.#start(response);
        return;
      case 'response.output_item.added':
        if (isObject(event['item'])) this.#begin(index, event['item']);
        return;
      case 'response.output_item.done':
        if (isObject(event['item'])) this.#end(index, event['item']);
        return;
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        if (isObject(response)) this.whole(response);
        return;
      case 'error':
        this.failure = isObject(event['error']) ? event['error'] : event;
        return;
      default:
        this.#piece(event, this.#open.get(index) ?? this.#begunBy(event, index));
    }
  }

  /** The item of a piece whose beginning was left out; undefined where the piece does not tell all that begins it. */
  #begunBy({ type }: JsonObject, index: unknown): OpenItem | undefined {
    const item = typeof type === 'string' ? PIECE_OF.get(type) : undefined;
    return item === undefined || this.#ended.has(index) ? undefined : this.#begin(index, { type: item });
  }

  /** Takes a response that is over: a whole answer, or the end of a stream. */
  whole(response: JsonObject): void {
    const { status, error, output } = response;
    if (status === 'failed' || (isObject(error) && status !== 'completed')) {
      this.failure = isObject(error) ? error : {};
      const told = readResponsesUsage(response);
      if (told !== undefined) this.out.usage(told);
      return;
    }
    this.#start(response);
    for (const [index, item] of objectsIn(output).entries()) {
      if (!this.#ended.has(index)) this.#end(index, item);
    }
    const told = readResponsesUsage(response);
    if (told !== undefined) this.out.usage(told);
    const details = response['incomplete_details'];
    const reason = isObject(details) ? textIn(details, 'reason') : '';
    this.ending = status === 'incomplete' ? reason || 'incomplete' : 'completed';
    this.out.finish({ reason: this.#reason() });
  }

  #reason(): FinishReason {
    if (this.ending === 'content_filter') return 'content_filter';
    if (this.ending !== 'completed') return 'length';
    return this.#calls > 0 ? 'tool_calls' : 'stop';
  }

  #start(response: JsonObject): void {
    if (this.#started) return;
    this.#started = true;
    this.out.start(textIn(response, 'id') || undefined, textIn(response, 'model') || undefined, MAKER);
  }

  #begin(index: unknown, item: JsonObject): OpenItem {
    const { type } = item;
    const isCall = type === 'function_call' || (type === 'custom_tool_call' && !ranAtXai(item));
    const open: OpenItem = {
      type,
      call: isCall ? this.#calls++ : undefined,
      hasPieces: false,
      reasoning: undefined,
    };
    this.#open.set(index, open);
    if (open.call === undefined) return open;
    const id = textIn(item, 'call_id') || textIn(item, 'id');
    this.out.toolCall({
      call: open.call,
      id: id || madeCallId(),
      name: textIn(item, 'name'),
      tool: type === 'custom_tool_call' ? 'custom' : 'function',
    });
    return open;
  }

  #piece(event: JsonObject, open: OpenItem | undefined): void {
    const delta = textIn(event, 'delta');
    switch (event['type']) {
      case 'response.output_text.delta':
        this.#note(open);
        this.#units += delta.length;
        this.out.text(delta);
        this.#logprobs(event);
        return;
      case 'response.content_part.added':
        this.#partStart = this.#units;
        return;
      case 'response.refusal.delta':
        this.#note(open);
        this.out.refusal(delta);
        return;
      case 'response.output_text.annotation.added':
        if (isObject(event['annotation'])) this.#cite([event['annotation']]);
        return;
      case 'response.reasoning_summary_part.added':
        if (open?.reasoning === 'summary' && open.hasPieces) this.out.reasoning(BETWEEN_PARAGRAPHS);
        return;
      case 'response.reasoning_summary_text.delta':
        this.#reasoning(open, 'summary', delta);
        return;
      case 'response.reasoning_text.delta':
        this.#reasoning(open, 'content', delta);
        return;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        if (open?.call === undefined || delta === '') return;
        this.#note(open);
        this.out.toolArguments(open.call, delta);
        return;
      default:
        if (!KNOWN.test(textIn(event, 'type'))) this.unknown++;
    }
  }

  #reasoning(open: OpenItem | undefined, kind: 'summary' | 'content', delta: string): void {
    if (open !== undefined) {
      open.reasoning ??= kind;
      if (open.reasoning !== kind) return;
    }
    this.#note(open);
    this.out.reasoning(delta);
  }

  #note(open: OpenItem | undefined): void {
    if (open !== undefined) open.hasPieces = true;
  }

  /** An item is whole. */
  #end(index: unknown, item: JsonObject): void {
    const open = this.#open.get(index) ?? this.#begin(index, item);
    this.#open.delete(index);
    this.#ended.add(index);
    switch (item['type']) {
      case 'message':
        if (!open.hasPieces) this.#content(item);
        break;
      case 'reasoning':
        if (!open.hasPieces) this.out.reasoning(reasoningOf(item));
        // Without it the item is of no use to anyone who keeps nothing.
        if (textIn(item, 'encrypted_content') !== '') this.out.opaque(MAKER, item);
        break;
      case 'function_call':
      case 'custom_tool_call':
        this.#endCall(open, textIn(item, item['type'] === 'function_call' ? 'arguments' : 'input'));
        return;
      case 'image_generation_call':
        this.#image(item);
        break;
      default:
        // What ran at the provider: it alone understands it.
        if (typeof item['type'] !== 'string') break;
        this.out.opaque(MAKER, item);
        if (item['type'] === 'web_search_call') this.#search(item);
        else if (item['type'] === 'code_interpreter_call') this.#code(item);
    }
    this.out.blockEnd();
  }

  #search(item: JsonObject): void {
    const search = madeSearch(item);
    if (search !== undefined) this.out.webSearch?.(search);
  }

  #code(item: JsonObject): void {
    const ran = ranCode(item);
    if (ran !== undefined) this.out.ranCode?.(ran);
  }

  #content(item: JsonObject): void {
    for (const part of objectsIn(item['content'])) {
      if (part['type'] === 'refusal') this.out.refusal(textIn(part, 'refusal'));
      else this.#wholeText(textIn(part, 'text'));
      this.#logprobs(part);
      const annotations = objectsIn(part['annotations']);
      if (annotations.length > 0) this.#cite(annotations);
    }
  }

  #logprobs({ logprobs }: JsonObject): void {
    if (this.out.logprobs === undefined || !Array.isArray(logprobs) || logprobs.length === 0) return;
    this.out.logprobs(readTokens(logprobs));
  }

  #wholeText(text: string): void {
    this.#partStart = this.#units;
    this.#units += text.length;
    this.out.text(text);
  }

  #cite(annotations: readonly JsonObject[]): void {
    this.out.citations(MAKER, annotations);
    const pages = annotations.flatMap((annotation) => webCitation(annotation, this.#partStart));
    if (pages.length > 0) this.out.webCitations?.(pages);
  }

  #endCall({ call, hasPieces }: OpenItem, input: string): void {
    if (call === undefined) return;
    if (!hasPieces && input !== '') this.out.toolArguments(call, input);
    this.out.toolCallEnd(call);
  }

  #image(item: JsonObject): void {
    const result = textIn(item, 'result');
    if (result !== '') this.out.image(`image/${textIn(item, 'output_format') || 'png'}`, result);
  }
}

/** Events that say again what others say, or tell how far a tool has got. */
const KNOWN =
  /^response\.(?:content_part|output_text|refusal|reasoning_[a-z_]+|function_call_arguments|custom_tool_call_input|mcp_[a-z_]+|[a-z_]+_call(?:_[a-z_]+)?)\.[a-z_]+$/;

/**
 * Whether a custom tool was called, and has run, at xAI: its search of X comes in this form, though nobody is to answer it, and
 * it would be refused without an answer if it came back.
 * Source: https://docs.x.ai/docs/guides/tools/overview (tools that run at the server), and its recorded answers
 */
function ranAtXai(item: JsonObject): boolean {
  return textIn(item, 'call_id').startsWith('xs_call_');
}

function reasoningOf(item: JsonObject): string {
  const texts = (field: string): string =>
    objectsIn(item[field])
      .map((part) => textIn(part, 'text'))
      .filter((text) => text !== '')
      .join(BETWEEN_PARAGRAPHS);
  return texts('summary') || texts('content');
}

function textIn(fields: JsonObject, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
