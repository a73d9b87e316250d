import { listIn } from '../../json/list-in';
import type { CancelSignal } from '../../cancellation/cancellation';
import { parseExactObject } from '../../json/exact-json';
import { upstreamFailed } from '../../upstream/upstream-failure';
import { openAiChatWire } from '../../wire/openai-chat/openai-chat.wire';
import { ChatAnswerReader } from '../../wire/openai-chat/answer-reader';
import type { Settings } from '../../wire/canonical/settings';
import type { Target } from '../../wire/canonical/written';
import { CHAT_NAMES } from '../../wire/openai-chat/read-settings';
import { TOOL_NAME_FORM } from '../../wire/openai-chat/tool-name-form';
import { writeChatRequest } from '../../wire/openai-chat/write-request';
import type { DoorWire } from '../../wire/wire';
import { mapAnswer, mapRequest } from './nesting';
import { emptyFacts } from '../llm-adapter';
import type { AnswerFacts, LlmAdapter, LlmCall, StreamSink, WholeAnswer } from '../llm-adapter';
import { parseObject } from '../providers/openai-compatible/response';
import { estimatedUsage } from '../call-estimate';
import { inCallersNames } from './callers-refusal';
import { callersSettingNames } from './callers-setting-names';
import { ChatChunkSink } from './chat-chunk.sink';
import { mappedAnswer } from './mapped-answer';
import { mappedRequest } from './mapped-request';

/**
 * Answers the wire of any door at an upstream that speaks Chat Completions: the request is written as one, the answer read
 * as one. Everything that such an upstream needs (its vendor's rules, repairs, usage) is the adapter's, as for chat callers.
 */
export class ThroughChat implements Pick<LlmAdapter, 'complete' | 'stream'> {
  constructor(private readonly adapter: LlmAdapter) {}

  async complete(call: LlmCall, signal: CancelSignal): Promise<WholeAnswer> {
    const { chat, names } = chatCall(call, this.#target(false));
    try {
      const { body } = await this.adapter.complete(chat, signal);
      take(call.facts, chat.facts, names);
      return mappedAnswer(call, (events) => {
        const answer = parseObject(body);
        if (answer === undefined) throw upstreamFailed('malformed', 'The upstream did not answer with JSON.');
        const reader = new ChatAnswerReader(events, stopsOf(chat));
        reader.take(answer);
        if (chat.facts.usage !== undefined) events.usage(chat.facts.usage);
        reader.end();
      });
    } catch (thrown) {
      take(call.facts, chat.facts, names);
      throw inCallersNames(thrown, names, call.wire.name);
    }
  }

  async stream(call: LlmCall, sink: StreamSink, signal: CancelSignal): Promise<void> {
    const { chat, names } = chatCall(call, this.#target(true));
    const chunks = new ChatChunkSink(call, sink, stopsOf(chat), () =>
      callersSettingNames(chat.facts.dropped, CHAT_NAMES, names),
    );
    try {
      await this.adapter.stream(chat, chunks, signal);
      mapAnswer(() => {
        chunks.end(chat.facts.usage ?? estimatedUsage(call, { frames: chunks.written }));
      });
    } catch (thrown) {
      if (chat.facts.finishReason !== undefined) chunks.lost();
      throw inCallersNames(thrown, names, call.wire.name);
    } finally {
      take(call.facts, chat.facts, names);
    }
  }

  #target(stream: boolean): ChatTarget {
    const { refusesDropped: strict = false, cacheMarks = false, reasoningDetails = false } = this.adapter;
    return {
      stream,
      strict,
      cacheMarks,
      reasoningDetails,
      instructionsFirst: this.adapter.instructionsFirst,
    };
  }
}

/** What of an adapter that speaks Chat Completions answers a call of this door's wire. */
export function chatAs(
  adapter: LlmAdapter,
  { name, asTools }: DoorWire,
): Pick<LlmAdapter, 'complete' | 'stream'> {
  const passes = name === 'openai-chat' && (asTools === undefined || adapter.toolsAlone !== true);
  return passes ? adapter : new ThroughChat(adapter);
}

function stopsOf({ body: { stop } }: LlmCall): readonly unknown[] {
  return listIn(stop);
}

type ChatTarget = Pick<Target, 'stream' | 'strict' | 'cacheMarks' | 'reasoningDetails' | 'instructionsFirst'>;

/** The same call as a caller of Chat Completions would have made it, and how its own caller calls the settings. */
function chatCall(
  call: LlmCall,
  how: ChatTarget,
): { readonly chat: LlmCall; readonly names: Settings['names'] } {
  const { wire } = call;
  let names: Settings['names'] = {};
  const body =
    wire.asTools === undefined
      ? mappedRequest(call, { ...how, toolNames: TOOL_NAME_FORM }, (request, target) => {
          ({ names } = request.settings);
          return writeChatRequest(request, target);
        }).body
      : mapRequest(
          () => wire.asTools?.(parseExactObject(call.raw.toString('utf8')) ?? call.body) ?? call.body,
        );
  const facts: AnswerFacts = { ...emptyFacts(), dropped: call.facts.dropped };
  const raw = Buffer.from(JSON.stringify(body));
  const headers = chatHeaders(call);
  return { chat: { ...call, wire: openAiChatWire, raw, body, headers, usageWanted: false, facts }, names };
}

/** Without what belongs to the caller's wire alone. */
function chatHeaders({ headers }: LlmCall): Readonly<Record<string, string>> {
  if (headers['anthropic-version'] === undefined) return headers;
  const kept = Object.entries(headers).filter(
    ([name]) => !name.startsWith('anthropic-') || name === 'anthropic-beta',
  );
  return Object.fromEntries(kept);
}

/**
 * What was learnt of the answer, but for what is in the words of the caller's wire: its finish reason, and its tools. What the
 * vendor does not take has the caller's names.
 */
function take(into: AnswerFacts, from: AnswerFacts, names: Settings['names']): void {
  const {
    finishReason: _finishReason,
    toolNames: _toolNames,
    fieldNames: _fieldNames,
    dropped,
    ...learnt
  } = from;
  Object.assign(into, learnt);
  if (dropped.length > 0) into.dropped = callersSettingNames(dropped, CHAT_NAMES, names);
}
