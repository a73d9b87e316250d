import type { CanonicalRequest, Turn } from './canonical-request';
import type { ContentPart, ToolCallPart, ToolResultPart } from './content-part';

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

/** Where the first result of a call is. */
interface ResultPlace {
  readonly parts: ContentPart[];
  readonly index: number;
}

class UniqueCalls {
  readonly #taken: Set<string>;
  /** New ids of the calls that have no result yet, and of the last call, by the caller's ids. */
  readonly #open = new Map<string, string[]>();
  readonly #last = new Map<string, string>();
  readonly #results = new Map<string, ResultPlace>();

  constructor(turns: readonly Turn[]) {
    const ids = turns.flatMap(({ parts }) => parts.map((part) => (part.kind === 'tool_call' ? part.id : '')));
    this.#taken = new Set(ids);
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
    let { id } = part;
    if (this.#last.has(part.id)) {
      for (let count = 2; this.#taken.has(id); count++) id = `${part.id}_${count}`;
      this.#taken.add(id);
    }
    this.#last.set(part.id, id);
    const open = this.#open.get(part.id);
    if (open === undefined) this.#open.set(part.id, [id]);
    else open.push(id);
    return { ...part, id };
  }

  #result(given: ToolResultPart, parts: ContentPart[]): void {
    const callId = this.#open.get(given.callId)?.shift() ?? this.#last.get(given.callId) ?? given.callId;
    const place = this.#results.get(callId);
    const first = place?.parts[place.index];
    if (place === undefined || first?.kind !== 'tool_result') {
      this.#results.set(callId, { parts, index: parts.length });
      parts.push({ ...given, callId });
      return;
    }
    const isError = first.isError || given.isError;
    const told = [...first.parts, ...given.parts];
    place.parts[place.index] = { ...first, parts: told, object: undefined, isError };
  }
}
