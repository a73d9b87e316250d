import type { JsonObject } from '../../json/json-object';
import { sealedCaller } from '../canonical/part-seal';
import type { ToolCallStart } from '../canonical/answer-events';
import type { Maker, Signature } from '../canonical/content-part';
import type { KeptParts } from './kept-parts';

/** Notes of an answer what its provider needs back: signed reasoning, opaque parts, the signatures of calls, and who made them. */
export class NotedParts {
  readonly #parts: JsonObject[] = [];
  readonly #signatures: Record<string, Signature> = {};
  readonly #callers: Record<string, unknown> = {};
  readonly #calls: string[] = [];
  #reasoning = '';

  reasoning(piece: string): void {
    this.#reasoning += piece;
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    if (kind === 'reasoning') this.#parts.push({ kind: 'reasoning', text: this.#reasoning, signature });
    this.#reasoning = '';
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.#parts.push({ kind: 'opaque', maker, value });
    this.#reasoning = '';
  }

  toolCall({ id, signature, caller }: Pick<ToolCallStart, 'id' | 'signature' | 'caller'>): void {
    this.#calls.push(id);
    const madeBy = sealedCaller(id, caller);
    if (madeBy !== undefined) this.#callers[id] = madeBy.caller;
    if (signature !== undefined) this.#signatures[id] = signature;
    this.#reasoning = '';
  }

  callSignature(call: number, signature: Signature): void {
    const id = this.#calls[call];
    if (id !== undefined) this.#signatures[id] = signature;
  }

  /** A part that is told again by every client. */
  other(): void {
    this.#reasoning = '';
  }

  /** The answer is whole. */
  keepIn(kept: KeptParts): void {
    const isSigned = this.#parts.length > 0 || Object.keys(this.#signatures).length > 0;
    const isCalled = Object.keys(this.#callers).length > 0;
    if (!(isSigned || isCalled) || this.#calls.length === 0) return;
    const callers = isCalled ? { callers: this.#callers } : {};
    kept.keep(this.#calls, { parts: this.#parts, signatures: this.#signatures, ...callers });
  }
}
