import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';

/** Where a chunk says a piece of the answer. */
export interface PiecePlace {
  readonly kind: 'text' | 'reasoning' | 'arguments';
  readonly field: string;
  /** The index of the call whose arguments they are. */
  readonly call?: number;
}

const KINDS = lookup<PiecePlace['kind']>({
  content: 'text',
  reasoning_content: 'reasoning',
  reasoning: 'reasoning',
});

/** Where a chunk has its piece whose reader tells nothing else of it: of all that a reader looks at the rest is empty. */
export function pieceAlone({ choices }: JsonObject): PiecePlace | undefined {
  const choice = onlyOne(choices);
  if (choice === undefined || (choice['index'] ?? 0) !== 0) return undefined;
  const { delta, finish_reason: reason, logprobs } = choice;
  if (!isObject(delta) || !isEmpty(reason) || !isEmpty(logprobs)) return undefined;
  let said: string | undefined;
  for (const field in delta) {
    if (field === 'role' || isEmpty(delta[field])) continue;
    if (said !== undefined) return undefined;
    said = field;
  }
  if (said === undefined) return undefined;
  if (said === 'tool_calls') return argumentsAlone(delta['tool_calls']);
  const kind = KINDS[said];
  return kind === undefined || typeof delta[said] !== 'string' ? undefined : { kind, field: said };
}

/** The same for a list of calls: one that has begun goes on. */
function argumentsAlone(calls: unknown): PiecePlace | undefined {
  const { index, id: _id, type: _type, function: called, ...rest } = onlyOne(calls) ?? {};
  if (typeof index !== 'number' || !isObject(called) || !Object.values(rest).every(isEmpty)) return undefined;
  const { arguments: text, ...others } = called;
  if (typeof text !== 'string' || text === '' || !Object.values(others).every(isEmpty)) return undefined;
  return { kind: 'arguments', field: 'arguments', call: index };
}

/** The piece of a chunk that has one in this place. */
export function pieceIn({ choices }: JsonObject, { kind, field }: PiecePlace): unknown {
  const delta = onlyOne(choices)?.['delta'];
  if (!isObject(delta)) return undefined;
  const within = kind === 'arguments' ? onlyOne(delta['tool_calls'])?.['function'] : delta;
  return isObject(within) ? within[field] : undefined;
}

function onlyOne(list: unknown): JsonObject | undefined {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const [first, second] = entries;
  return second === undefined && isObject(first) ? first : undefined;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
