/** Pictures, sounds and documents in the bytes of a JSON text, as base64. */
export interface Base64Texts {
  readonly count: number;
  /** Their bytes together. */
  readonly bytes: number;
}

/** A shorter one is not looked for. It is also how far one look is from the next. */
const LEAST_BYTES = 4096;
/** So many bytes tell that a text is base64: no sentence has so long a word. */
const WINDOW = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What may be escaped in base64: `\/`, as PHP writes a slash, and the ends of lines, as Ruby and MIME have them. */
const ESCAPED = new Set(Buffer.from('/nr'));

/**
 * Finds the texts of a JSON document that are base64, by a look every few thousand bytes: 20 MiB take less than a millisecond.
 * A picture's bytes say nothing of what it costs a model to look at. What looks like base64 and is no data URL, nor in a field for
 * data, is a text that a model reads.
 */
export function base64Texts(json: Buffer): Base64Texts {
  let count = 0;
  let bytes = 0;
  let at = LEAST_BYTES / 2;
  while (at < json.length) {
    if (isBase64(json, at)) {
      const start = json.lastIndexOf(QUOTE, at);
      const end = json.indexOf(QUOTE, at);
      if (end < 0) break;
      const length = end - start - 1;
      if (
        length >= LEAST_BYTES &&
        isForData(json, start) &&
        isBase64(json, end - WINDOW) &&
        isBase64(json, (at + end) >> 1)
      ) {
        count++;
        bytes += length;
      }
      // What is before it is over: nothing is looked at twice.
      at = end;
    }
    at += LEAST_BYTES;
  }
  return { count, bytes };
}

/** Fields of the doors' wires that hold base64: of Anthropic and Google, of OpenAI, of Bedrock. */
const DATA_FIELD = /"(?:data|file_data|b64_json|bytes)"\s{0,4}:\s{0,4}$/;
const DATA_URL = 'data:';
/** More bytes than the longest of those fields takes. */
const FIELD_BYTES = 24;

/** Whether the text that begins with this quote is a data URL, or in a field for data. */
function isForData(json: Buffer, quote: number): boolean {
  const from = quote + 1;
  if (json.toString('latin1', from, from + DATA_URL.length).toLowerCase() === DATA_URL) return true;
  return DATA_FIELD.test(json.toString('latin1', Math.max(0, quote - FIELD_BYTES), quote));
}

/** Whether the bytes from here on can be base64, in either alphabet. */
function isBase64(json: Buffer, at: number): boolean {
  const end = Math.min(at + WINDOW, json.length);
  for (let index = at; index < end; index++) {
    const byte = json[index] ?? 0;
    if (IN_BASE64[byte] !== 1 && !(byte === BACKSLASH && ESCAPED.has(json[index + 1] ?? 0))) return false;
  }
  return true;
}

const IN_BASE64 = new Uint8Array(256);
for (const sign of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=')) {
  IN_BASE64[sign] = 1;
}
