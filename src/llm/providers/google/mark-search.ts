/** Tells which frames of a piece hold one of some texts: each text is searched for in all of them at once. */
export class MarkSearch {
  /** Of each text, its next place in the piece; `Infinity` where there is no more. */
  #next: number[] = [];

  constructor(private readonly marks: readonly Buffer[]) {}

  /** Another piece follows. */
  begin(): void {
    this.#next = this.marks.map(() => -1);
  }

  /** Whether one of the texts begins between two places of the piece. Asked in the order of the places. */
  isIn(piece: Buffer, start: number, end: number): boolean {
    let found = false;
    for (let index = 0; index < this.marks.length; index++) {
      if (this.#nextOf(index, piece, start) < end) found = true;
    }
    return found;
  }

  #nextOf(index: number, piece: Buffer, start: number): number {
    const known = this.#next[index] ?? -1;
    if (known >= start) return known;
    const at = piece.indexOf(this.marks[index] ?? '', start);
    return (this.#next[index] = at < 0 ? Infinity : at);
  }
}
