import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { DoorWire } from '../wire';
import type { AnswerCollector } from '../canonical/answer-collector';
import type { CanonicalRequest, Turn } from '../canonical/canonical-request';
import type { ContentPart, ToolCallPart } from '../canonical/content-part';
import { KeepingWriter } from './keeping-writer';
import type { KeptParts } from './kept-parts';
import { NotedParts } from './noted-parts';

/**
 * A door's wire for clients that send back the parts of an answer that they know alone: what a provider signed of an answer
 * that calls tools is kept here, and put back into the turn that comes without it.
 * @param kept the caller's; undefined where nothing is kept
 */
export function keepingWire(wire: DoorWire, kept: KeptParts | undefined): DoorWire {
  if (kept === undefined) return wire;
  return {
    ...wire,
    readRequest: (body) => withKeptParts(wire.readRequest(body), kept),
    streamWriter: (asked, summary) => new KeepingWriter(wire.streamWriter(asked, summary), kept),
    wholeAnswer: (answer, asked, usage, summary) => {
      keepPartsOf(answer, kept);
      return wire.wholeAnswer(answer, asked, usage, summary);
    },
  };
}

/** A request whose turns have back what was kept of them. */
export function withKeptParts(request: CanonicalRequest, kept: KeptParts): CanonicalRequest {
  return { ...request, turns: request.turns.map((turn) => restored(turn, kept)) };
}

/** Keeps what its provider needs back of a whole answer that calls tools. */
export function keepPartsOf(answer: AnswerCollector, kept: KeptParts): void {
  notedIn(answer).keepIn(kept);
}

function notedIn({ blocks }: AnswerCollector): NotedParts {
  const noted = new NotedParts();
  for (const block of blocks) {
    if (block.kind === 'reasoning') {
      noted.reasoning(block.text);
      if (block.signature !== undefined) noted.signature('reasoning', block.signature);
    } else if (block.kind === 'opaque') noted.opaque(block.maker, block.value);
    else if (block.kind === 'tool_call') {
      const { start, signature = start.signature } = block;
      noted.toolCall({ ...start, signature });
    } else noted.other();
  }
  return noted;
}

/** The turn with what was kept of it, where it calls tools and has nothing that anybody signed. */
function restored(turn: Turn, kept: KeptParts): Turn {
  if (turn.role !== 'assistant' || turn.parts.some(isSigned)) return turn;
  for (const part of turn.parts) {
    const found = part.kind === 'tool_call' ? kept.of(part.id) : undefined;
    if (found !== undefined) return withKept(turn, found);
  }
  return turn;
}

function isSigned(part: ContentPart): boolean {
  return part.kind === 'opaque' || ('signature' in part && part.signature !== undefined);
}

/** What was kept is what we wrote. */
function withKept(turn: Turn, { parts, signatures, callers }: JsonObject): Turn {
  const first = (Array.isArray(parts) ? parts : []) as readonly ContentPart[];
  const own = turn.parts.filter(({ kind }) => kind !== 'reasoning');
  return {
    ...turn,
    parts: [
      ...first.map((part) => ({ ...part, at: turn.at })),
      ...own.map((part) =>
        part.kind === 'tool_call' ? calledBy(signedCall(part, signatures), callers) : part,
      ),
    ],
  };
}

function signedCall(part: ToolCallPart, signatures: unknown): ToolCallPart {
  const kept = isObject(signatures) && Object.hasOwn(signatures, part.id) ? signatures[part.id] : undefined;
  if (!isObject(kept) || typeof kept['maker'] !== 'string' || typeof kept['value'] !== 'string') return part;
  return { ...part, signature: { maker: kept['maker'], value: kept['value'] } };
}

function calledBy(part: ToolCallPart, callers: unknown): ToolCallPart {
  const caller = isObject(callers) && Object.hasOwn(callers, part.id) ? callers[part.id] : undefined;
  return caller === undefined || part.caller !== undefined ? part : { ...part, caller };
}
