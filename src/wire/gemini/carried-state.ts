import type { JsonObject } from '../../json/json-object';
import type { ToolCallStart } from '../canonical/answer-events';
import type { Maker, Signature } from '../canonical/content-part';
import { carriedBehind, citedApart } from '../canonical/cited-texts';
import type { CitedApart } from '../canonical/cited-texts';
import { sealedCaller } from '../canonical/part-seal';
import type { PartSeal, Sealed, SealedPart } from '../canonical/part-seal';
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
  #cited: CitedApart[] = [];
  #said = 0;
  /** How much of it is before the block of text that is open. */
  #before = 0;

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

  /** What the block of text that is open rests on. */
  citations(maker: Maker, values: readonly unknown[]): void {
    const place = { after: this.#before, length: this.#said - this.#before };
    if (maker !== 'google' && place.length > 0) this.#cited.push(citedApart(maker, values, place));
  }

  opaque(maker: Maker, value: JsonObject): void {
    if (maker !== 'google') this.#wait({ kind: 'opaque', maker, value, at: NOWHERE });
  }

  /** A block of reasoning or of text is over. */
  blockEnd(): void {
    this.#reasoning = '';
    this.#before = this.#said;
  }

  /**
   * The field of a call, or of the answer's last part, that carries what waits; empty where nothing does.
   * @param call the one that it is a field of
   */
  take(call?: Pick<ToolCallStart, 'id' | 'caller'>): AnswerPart {
    const of = this.#said;
    this.#said = this.#before = 0;
    const madeBy = call === undefined ? undefined : sealedCaller(call.id, call.caller);
    const parts: readonly Sealed[] = [
      ...this.#waiting.map(({ part, after }) => ({ ...part, place: { after, of } })),
      ...this.#cited.map(carriedBehind(of)),
      ...(madeBy === undefined ? [] : [madeBy]),
    ];
    this.#waiting = [];
    this.#cited = [];
    return parts.length === 0 ? {} : { thoughtSignature: this.seal.seal(parts) };
  }

  #wait(part: SealedPart): void {
    this.#waiting.push({ part, after: this.#said });
  }
}
