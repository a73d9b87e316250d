import type { JsonObject } from '../../json/json-object';
import type { Maker, Signature } from '../canonical/content-part';
import type { PartSeal, SealedPart } from '../canonical/part-seal';
import type { AnswerPart } from './answer-parts';

/** The path of a part in a request is known when it comes back. */
const NOWHERE = '';

interface Waiting {
  readonly part: SealedPart;
  /** How much text was there before it since the last call. */
  readonly after: number;
}

/**
 * What another provider needs back and this wire has no field for, kept until a part comes that can carry it. Clients keep
 * the signature of a function call, and not all of them keep thoughts; so all that came before a call goes into the
 * call's signature, with its place among the texts: Claude takes thinking only in front of what it thought of.
 */
export class CarriedState {
  #reasoning = '';
  #waiting: Waiting[] = [];
  #said = 0;

  constructor(private readonly seal: PartSeal) {}

  /** A piece of the answer's text. */
  text(piece: string): void {
    this.#said += piece.length;
  }

  /** A piece of reasoning, which may be signed later. */
  reasoning(piece: string): void {
    this.#reasoning += piece;
  }

  /** The reasoning so far is signed. */
  signature(signature: Signature): void {
    if (signature.maker !== 'google') {
      this.#wait({ kind: 'reasoning', text: this.#reasoning, signature, at: NOWHERE });
    }
    this.#reasoning = '';
  }

  opaque(maker: Maker, value: JsonObject): void {
    if (maker !== 'google') this.#wait({ kind: 'opaque', maker, value, at: NOWHERE });
  }

  /** A block of reasoning is over. */
  blockEnd(): void {
    this.#reasoning = '';
  }

  /** The field of a call, or of the answer's last part, that carries what waits; empty where nothing does. */
  take(): AnswerPart {
    const of = this.#said;
    this.#said = 0;
    if (this.#waiting.length === 0) return {};
    const thoughtSignature = this.seal.seal(
      this.#waiting.map(({ part, after }) => ({ ...part, place: { after, of } })),
    );
    this.#waiting = [];
    return { thoughtSignature };
  }

  #wait(part: SealedPart): void {
    this.#waiting.push({ part, after: this.#said });
  }
}
