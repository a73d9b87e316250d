import type { CanonicalRequest, Turn } from './canonical-request';
import type { ContentPart, ToolCallPart, ToolResultPart } from './content-part';
import { UniqueIds } from './unique-ids';

/**
 * A conversation in which no two calls have one id, and no call two results: Claude and Bedrock refuse both ("`tool_use` ids must
 * be unique", "each `tool_use` must have a single result"), and some servers count their ids anew in each answer. A repeated id gets a
 * number, the same in every turn. A result belongs to the first call of its id that has none, and further ones are part of it.
 */
export function withUniqueCalls(request: CanonicalRequest): CanonicalRequest {
  return repeats(request.turns) ? new UniqueCalls(request.turns).of(request) : request;
}

function repeats(turns: readonly Turn[]): boolean {
  const called = new Set<string>();
  const answered = new Set<string>();
  for (const { parts } of turns) {
    for (const part of parts) {
      if (part.kind !== 'tool_call' && part.kind !== 'tool_result') continue;
      const [known, id] = part.kind === 'tool_call' ? [called, part.id] : [answered, part.callId];
      if (known.has(id)) return true;
      known.add(id);
    }
  }
  return false;
}

/** The calls that have one id with their caller. */
interface SameId {
  /** Their new ids, in the order of the calls. */
  readonly ids: string[];
  /** How many of them have a result. */
  answered: number;
}

/** Where the first result of a call is, and what all of them have told: a list that grows. */
interface ResultPlace {
  readonly parts: ContentPart[];
  readonly index: number;
  readonly told: ContentPart[];
}

/** In a time that grows with the conversation and not with its square: one id may come as often as a body has room for. */
class UniqueCalls {
  readonly #ids: UniqueIds;
  readonly #calls = new Map<string, SameId>();
  readonly #results = new Map<string, ResultPlace>();

  constructor(turns: readonly Turn[]) {
    const ids = turns.flatMap(({ parts }) => parts.map((part) => (part.kind === 'tool_call' ? part.id : '')));
    this.#ids = new UniqueIds(ids);
  }

  of(request: CanonicalRequest): CanonicalRequest {
    const turns = request.turns.flatMap((turn): Turn[] => {
      const parts: ContentPart[] = [];
      for (const part of turn.parts) {
        if (part.kind === 'tool_call') parts.push(this.#call(part));
        else if (part.kind === 'tool_result') this.#result(part, parts);
        else parts.push(part);
      }
      return parts.length > 0 || turn.parts.length === 0 ? [{ ...turn, parts }] : [];
    });
    return { ...request, turns };
  }

  #call(part: ToolCallPart): ToolCallPart {
    const same = this.#calls.get(part.id);
    if (same === undefined) {
      this.#calls.set(part.id, { ids: [part.id], answered: 0 });
      return part;
    }
    const id = this.#ids.another(part.id);
    same.ids.push(id);
    return { ...part, id };
  }

  /** The call that a result belongs to: the first that has none, or else the last. */
  #calledBy(given: string): string {
    const same = this.#calls.get(given);
    if (same === undefined) return given;
    return (same.answered < same.ids.length ? same.ids[same.answered++] : same.ids.at(-1)) ?? given;
  }

  #result(given: ToolResultPart, parts: ContentPart[]): void {
    const callId = this.#calledBy(given.callId);
    const place = this.#results.get(callId);
    const first = place?.parts[place.index];
    if (place === undefined || first?.kind !== 'tool_result') {
      this.#results.set(callId, { parts, index: parts.length, told: [...given.parts] });
      parts.push({ ...given, callId });
      return;
    }
    const { told } = place;
    for (const part of given.parts) told.push(part);
    const isError = first.isError || given.isError;
    place.parts[place.index] = { ...first, parts: told, object: undefined, isError };
  }
}
