import type { Turn } from '../canonical/canonical-request';
import type { ContentPart } from '../canonical/content-part';
import { markedInstruction } from '../canonical/marked-instructions';
import { textOf } from '../canonical/tool-text';

/**
 * Turns for servers whose models' templates take one message of instructions, in front: "System message must be at the beginning."
 * (Qwen from 3.5 on, Gemma). Those in front are one; one amid the conversation stays in its place, in what the user says, marked.
 * Claude Code sends such with every request, Codex two in front.
 * Sources: https://github.com/QwenLM/Qwen3.8/issues/186, https://github.com/ollama/ollama/issues/17774
 */
export function withInstructionsFirst(turns: readonly Turn[]): readonly Turn[] {
  const begins = turns.findIndex(({ role }) => role !== 'instructions');
  const count = begins < 0 ? turns.length : begins;
  const ordered: Turn[] = count > 1 ? [joinedInstructions(turns.slice(0, count))] : turns.slice(0, count);
  /** Whether the last turn is the user's, and holds an instruction. */
  let isMarked = false;
  for (const turn of turns.slice(count)) {
    const isInstruction = turn.role === 'instructions';
    const said = isInstruction ? asUser(turn) : turn;
    const last = ordered.at(-1);
    if (last?.role === 'user' && said.role === 'user' && (isInstruction || isMarked)) {
      ordered[ordered.length - 1] = { ...last, parts: joinedParts(last.parts, said.parts) };
      isMarked = true;
      continue;
    }
    ordered.push(said);
    isMarked = isInstruction;
  }
  return ordered;
}

function joinedInstructions(turns: readonly Turn[]): Turn {
  const [first, ...rest] = turns.map(({ parts }) => parts);
  const parts = rest.reduce(joinedParts, first ?? []);
  return { role: 'instructions', parts, at: turns[0]?.at ?? '' };
}

function asUser({ parts, at }: Turn): Turn {
  return { role: 'user', parts: [{ kind: 'text', text: markedInstruction(textOf(parts)), at }], at };
}

/** The parts of both; texts that meet are one, because templates take a text where it is all. */
function joinedParts(parts: readonly ContentPart[], others: readonly ContentPart[]): readonly ContentPart[] {
  const last = parts.at(-1);
  const [first, ...rest] = others;
  if (last?.kind !== 'text' || first?.kind !== 'text' || (last.cache ?? first.cache) !== undefined)
    return [...parts, ...others];
  return [...parts.slice(0, -1), { ...last, text: `${last.text}\n\n${first.text}` }, ...rest];
}
