import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { contentFields } from './content-parts';
import { CustomCalls, NO_CUSTOM_TOOLS } from './custom-tools';
import type { EarlierCallIds } from './earlier-calls';
import { ToolCallRepair } from './tool-call-repair';

/** What a chunk's choice may hold and still say nothing. */
const SAYS_NOTHING = new Set(['index', 'delta', 'finish_reason', 'usage']);

interface ChoiceState {
  /** Something of it has come. */
  begun: boolean;
  readonly toolCalls: ToolCallRepair;
  /** Undefined where no tool is a custom one. */
  readonly custom: CustomCalls | undefined;
  /** Its finish reason has come. */
  finished: boolean;
  /** It calls a function in the older form, which has a finish reason of its own. */
  functionCall: boolean;
}

/**
 * Brings the choices of an answer that is off the standard into its form: calls of their own index and id, `tool_calls` as
 * the reason of an answer that calls tools, one finish reason, a delta in every choice and a role in its first, no usage inside
 * of them. One for each answer. A choice that is right stays the same object.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export class AnswerRepair {
  readonly #states = new Map<unknown, ChoiceState>();

  /**
   * @param earlierIds ids of the calls that the conversation has already
   * @param customTools names of the custom tools that went as functions
   */
  constructor(
    private readonly earlierIds: EarlierCallIds,
    private readonly customTools: ReadonlySet<string> = NO_CUSTOM_TOOLS,
  ) {}

  /** Choices of which something has come. */
  get begun(): number {
    return this.#states.size;
  }

  /** The reason of an answer that has ended without one. */
  get endReason(): string {
    const state = this.#states.get(0);
    return String(meantReason('stop', state?.toolCalls.calls ?? 0, state?.functionCall ?? false));
  }

  /** The choices of a chunk; the same array where nothing had to be done. */
  chunk(choices: readonly unknown[]): readonly unknown[] {
    return this.#each(choices, (choice, state) => this.#chunkChoice(choice, state));
  }

  /** The choices of a whole answer; the same array where nothing had to be done. */
  whole(choices: readonly unknown[]): readonly unknown[] {
    return this.#each(choices, (choice, { toolCalls, custom }) => {
      const { message } = choice;
      const calls = isObject(message) ? message['tool_calls'] : undefined;
      const kept = Array.isArray(calls) ? changedOr(calls, wholeCalls(calls, toolCalls, custom)) : undefined;
      const edits: Record<string, unknown> = {};
      if (isObject(message)) {
        const said = spokenByAssistant(withText(message));
        if (kept !== calls) edits['message'] = { ...said, tool_calls: kept };
        else if (said !== message) edits['message'] = said;
      } else edits['message'] = { role: 'assistant', content: null };
      const reason = choice['finish_reason'] ?? 'stop';
      const meant = meantReason(reason, toolCalls.calls, callsFunction(message));
      if (meant !== choice['finish_reason']) edits['finish_reason'] = meant;
      return withEdits(choice, edits);
    });
  }

  #each(
    choices: readonly unknown[],
    repair: (choice: JsonObject, state: ChoiceState) => JsonObject | undefined,
  ): readonly unknown[] {
    const repaired = choices.flatMap((choice) => {
      const kept = isObject(choice) ? repair(choice, this.#stateOf(choice)) : choice;
      return kept === undefined ? [] : [kept];
    });
    return changedOr(choices, repaired);
  }

  #stateOf({ index }: JsonObject): ChoiceState {
    const key = index ?? 0;
    let state = this.#states.get(key);
    if (state === undefined) {
      const custom = this.customTools.size === 0 ? undefined : new CustomCalls(this.customTools);
      const toolCalls = new ToolCallRepair(this.earlierIds);
      state = { begun: false, toolCalls, custom, finished: false, functionCall: false };
      this.#states.set(key, state);
    }
    return state;
  }

  /** Undefined for a choice that says again that it is finished, and nothing else. */
  #chunkChoice(choice: JsonObject, state: ChoiceState): JsonObject | undefined {
    const { finish_reason: reason } = choice;
    const edits: Record<string, unknown> = {};
    if (typeof choice['index'] !== 'number') edits['index'] = 0;
    const delta = deltaOf(choice, state);
    const said = withRole(isObject(delta) ? withText(delta) : {}, state);
    if (said !== choice['delta']) edits['delta'] = said;
    state.begun = true;
    const calls = isObject(delta) ? delta['tool_calls'] : undefined;
    if (callsFunction(delta)) state.functionCall = true;
    if (isObject(delta) && Array.isArray(calls)) {
      const pieces = state.toolCalls.pieces(calls);
      const { custom } = state;
      const kept = changedOr(
        calls,
        custom === undefined ? pieces : pieces.map((piece) => custom.piece(piece)),
      );
      const { tool_calls: _calls, ...rest } = said;
      // With an empty list clients end what the model is saying (https://github.com/vercel/ai/issues/20203).
      if (kept !== calls || kept.length === 0)
        edits['delta'] = kept.length === 0 ? rest : { ...said, tool_calls: kept };
    }
    // What calls more has not finished as it said: who reads on gets the reason with each further piece.
    const goesOn = state.finished && Array.isArray(calls) && calls.length > 0;
    if (goesOn) edits['finish_reason'] = 'tool_calls';
    else if (typeof reason === 'string' && reason !== '') {
      if (state.finished) {
        if (saysNothing(choice)) return undefined;
        edits['finish_reason'] = null;
      } else {
        const meant = meantReason(reason, state.toolCalls.calls, state.functionCall);
        if (meant !== reason) edits['finish_reason'] = meant;
      }
      state.finished = true;
      const rest = state.custom?.rest() ?? [];
      if (rest.length > 0) edits['delta'] = withRest(edits['delta'] ?? delta, rest);
    }
    return withEdits(withoutMessage(choice), edits);
  }
}

/** The reason that the standard has for an answer with so many calls. @param callsFunction in the form that they have replaced */
function meantReason(reason: unknown, calls: number, callsFunction: boolean): unknown {
  if (calls > 0) return reason === 'stop' || reason === 'function_call' ? 'tool_calls' : reason;
  if (callsFunction) return reason === 'stop' ? 'function_call' : reason;
  return reason === 'tool_calls' ? 'stop' : reason;
}

/** What a choice of a chunk says. Some servers answer in one chunk with a message; once something has come it says that again. */
function deltaOf({ delta, message }: JsonObject, { begun }: ChoiceState): unknown {
  return isObject(delta) || begun || !isObject(message) ? delta : message;
}

/** Perplexity tells the whole message so far beside each delta, to which OpenAI's SDKs would add the delta once more. */
function withoutMessage(choice: JsonObject): JsonObject {
  if (!Object.hasOwn(choice, 'message')) return choice;
  const { message: _message, ...rest } = choice;
  return rest;
}

/** The first delta of a choice says who speaks: OpenAI's SDKs throw a stream away that does not. */
function withRole(said: JsonObject, { begun }: ChoiceState): JsonObject {
  const { role } = said;
  if (!begun) return typeof role === 'string' ? spokenByAssistant(said) : { role: 'assistant', ...said };
  if (role !== '') return said;
  const { role: _role, ...rest } = said;
  return rest;
}

/** MiniMax, GLM and others leave the role empty, which typed clients do not take (https://github.com/vercel/ai/pull/15464). */
function spokenByAssistant(said: JsonObject): JsonObject {
  return said['role'] === '' ? { ...said, role: 'assistant' } : said;
}

/** A message or a delta whose content is a text; the same object where it is not in parts. */
function withText(said: JsonObject): JsonObject {
  const { content } = said;
  return Array.isArray(content) ? { ...said, ...contentFields(content) } : said;
}

function wholeCalls(
  calls: readonly unknown[],
  repair: ToolCallRepair,
  custom: CustomCalls | undefined,
): readonly unknown[] {
  const repaired = repair.whole(calls);
  return custom === undefined ? repaired : repaired.map((call) => custom.whole(call));
}

/** A delta with what was left of the inputs of custom tools. */
function withRest(delta: unknown, rest: ReturnType<CustomCalls['rest']>): JsonObject {
  const given = isObject(delta) ? delta : {};
  const calls: readonly unknown[] = Array.isArray(given['tool_calls']) ? given['tool_calls'] : [];
  return {
    ...given,
    tool_calls: [...calls, ...rest.map(({ index, input }) => ({ index, custom: { input } }))],
  };
}

/** The choice with the edits, and without usage, which belongs beside the choices; the same object without either. */
function withEdits(choice: JsonObject, edits: JsonObject): JsonObject {
  const hasUsage = Object.hasOwn(choice, 'usage');
  if (!hasUsage && Object.keys(edits).length === 0) return choice;
  const { usage: _usage, ...rest } = choice;
  return { ...rest, ...edits };
}

/** Whether a message or a delta calls a function in the form that tool calls have replaced. */
function callsFunction(said: unknown): boolean {
  return isObject(said) && isObject(said['function_call']);
}

/** The given list where the other holds the same elements. */
function changedOr(given: readonly unknown[], repaired: readonly unknown[]): readonly unknown[] {
  return given.length === repaired.length && given.every((one, at) => one === repaired[at])
    ? given
    : repaired;
}

function saysNothing(choice: JsonObject): boolean {
  const delta = isObject(choice['delta']) ? choice['delta'] : {};
  const others = Object.entries(choice).filter(([name]) => !SAYS_NOTHING.has(name));
  return [...Object.entries(delta).filter(([name]) => name !== 'role'), ...others].every(
    ([, value]) => value === null || value === undefined || value === '',
  );
}
