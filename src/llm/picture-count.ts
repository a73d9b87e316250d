/** A picture of an answer of OpenAI's images API, in its bytes or by its address: https://platform.openai.com/docs/api-reference/images/object */
const PICTURE = /"(b64_json|url)"\s*:\s*"/g;
/** The last event of one picture of a stream: https://platform.openai.com/docs/api-reference/images-streaming */
const COMPLETED = /"type"\s*:\s*"image_\w{1,20}\.completed"/g;
/** No mark is longer, blanks included; the next piece is looked through with so much of the one before it. */
const CARRIED = 64;

/** Counts the pictures in an answer that passes, piece by piece. */
export class PictureCount {
  readonly #counts = new Map<string, number>();
  #carried = '';

  /** @param isStream whether the answer is a stream of events, of which some hold a picture that is not finished */
  constructor(private readonly isStream: boolean) {}

  /** A picture may be told in its bytes and by its address. */
  get count(): number {
    return Math.max(0, ...this.#counts.values());
  }

  add(piece: Buffer): void {
    const text = this.#carried + piece.toString('latin1');
    let end = 0;
    for (const found of text.matchAll(this.isStream ? COMPLETED : PICTURE)) {
      const name = found[1] ?? '';
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
      end = found.index + found[0].length;
    }
    this.#carried = text.slice(Math.max(end, text.length - CARRIED));
  }
}
