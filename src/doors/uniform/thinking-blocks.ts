import type { JsonObject } from '../../json/json-object';

/**
 * Claude's thinking as LiteLLM streams it: the text of a block comes in pieces, each in an entry of its own, and the last piece brings
 * the signature. Claude takes whole blocks alone.
 * Format: https://docs.litellm.ai/docs/reasoning_content
 */
export class ThinkingBlocks {
  readonly #blocks: Record<string, unknown>[] = [];

  add(pieces: readonly JsonObject[]): void {
    for (const piece of pieces) {
      const last = this.#blocks.at(-1);
      const signature = piece['signature'] ?? '';
      if (last === undefined || !isThinking(piece) || !isThinking(last) || (last['signature'] ?? '') !== '')
        this.#blocks.push({ ...piece });
      else {
        last['thinking'] = `${String(last['thinking'])}${String(piece['thinking'])}`;
        if (signature !== '') last['signature'] = signature;
      }
    }
  }

  /** What has come so far. */
  get blocks(): readonly JsonObject[] {
    return this.#blocks;
  }
}

function isThinking({ type, thinking }: JsonObject): boolean {
  return type === 'thinking' && typeof thinking === 'string';
}
