import type { JsonObject } from '../../json/json-object';
import type { Maker, Signature } from '../canonical/content-part';
import type { PartSeal, SealedPart } from '../canonical/part-seal';
import type { AnswerPart } from './answer-parts';

/** Where a sealed part was in the answer does not matter to its provider's path in a request. */
const NOWHERE = '';

/**
 * What another provider needs back and this wire has no field for, kept until a part comes that can carry it. Clients keep
 * the signature of a function call, and not all of them keep thoughts; so all that came before a call goes into the
 * call's signature.
 */
export class CarriedState {
  #reasoning = '';
  #waiting: SealedPart[] = [];

  constructor(private readonly seal: PartSeal) {}

  /** A piece of reasoning, which may be signed later. */
  reasoning(piece: string): void {
    this.#reasoning += piece;
  }

  /** The reasoning so far is signed. */
  signature(signature: Signature): void {
    if (signature.maker !== 'google') {
      this.#waiting.push({ kind: 'reasoning', text: this.#reasoning, signature, at: NOWHERE });
    }
    this.#reasoning = '';
  }

  opaque(maker: Maker, value: JsonObject): void {
    if (maker !== 'google') this.#waiting.push({ kind: 'opaque', maker, value, at: NOWHERE });
  }

  /** A block of reasoning is over. */
  blockEnd(): void {
    this.#reasoning = '';
  }

  /** The field that carries what waits; empty where nothing does. */
  take(): AnswerPart {
    if (this.#waiting.length === 0) return {};
    const thoughtSignature = this.seal.seal(this.#waiting);
    this.#waiting = [];
    return { thoughtSignature };
  }
}
