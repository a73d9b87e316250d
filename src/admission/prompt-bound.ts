/** A larger body is not looked at byte by byte. */
const MAX_SCANNED = 16_384;
/** Letters of one token where a word is longer than most, and in the middle of what is no word. */
const LETTERS_PER_TOKEN = 4;
const NOISE_PER_TOKEN = 3;
const DIGITS_PER_TOKEN = 2;

const enum Kind {
  Space,
  Lower,
  Upper,
  Digit,
  Sign,
}

/**
 * The tokens that the prompt in a body may have, rather too many than too few: what a tokenizer makes of words, numbers,
 * signs and other scripts is bounded by runs of bytes. It costs about a nanosecond a byte, where a tokenizer takes a
 * hundred, and needs none of its tables.
 * @param bySize the tokens by the size of the body: of a large one, and where that is more
 */
export function promptBound(body: Buffer | undefined, bySize: number): number {
  if (body === undefined || body.length > MAX_SCANNED) return bySize;
  let tokens = 0;
  let run = 0;
  let before = Kind.Space;
  let beginsWord = true;
  for (const byte of body) {
    const kind = kindOf(byte);
    if (kind === before || (beginsWord && before === Kind.Upper && kind === Kind.Lower && run === 1)) {
      run++;
    } else {
      tokens += tokensOf(before, run, beginsWord);
      run = 1;
      beginsWord = before === Kind.Space || before === Kind.Sign;
    }
    // Of other scripts each character, which begins with such a byte, is two tokens; of the plane of pictures three.
    if (byte >= 0xf0) tokens += 3;
    else if (byte >= 0xe0) tokens += 2;
    else if (byte >= 0xc0) tokens += 1;
    before = kind;
  }
  return Math.max(bySize, tokens + tokensOf(before, run, beginsWord));
}

function kindOf(byte: number): Kind {
  if (byte >= 0x61 && byte <= 0x7a) return Kind.Lower;
  if (byte >= 0x41 && byte <= 0x5a) return Kind.Upper;
  if (byte >= 0x30 && byte <= 0x39) return Kind.Digit;
  return byte <= 0x20 || byte >= 0x80 ? Kind.Space : Kind.Sign;
}

/** Tokens of a run of bytes of one kind. A space belongs to the word behind it. */
function tokensOf(kind: Kind, run: number, beginsWord: boolean): number {
  switch (kind) {
    case Kind.Space:
      return 0;
    case Kind.Digit:
      return Math.ceil(run / DIGITS_PER_TOKEN);
    case Kind.Sign:
      return Math.ceil(run / 2);
    default:
      return Math.ceil(run / (beginsWord ? LETTERS_PER_TOKEN : NOISE_PER_TOKEN));
  }
}
