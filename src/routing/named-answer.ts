import { topLevelFields } from '../json/json-edit';
import type { Deployment } from '../catalogue/deployment';
import type { StreamSink } from '../llm/llm-adapter';
import type { WireName } from '../wire/wire-name';

/** Where a wire says which model answered: a field, in whole answers and frames; in some frames inside another one. */
interface ModelPlace {
  readonly field: Buffer;
  readonly inside?: Buffer;
}

const MODEL = Buffer.from('"model"');
const PLACES: Readonly<Record<WireName, ModelPlace | undefined>> = {
  'openai-chat': { field: MODEL },
  cursor: { field: MODEL },
  'openai-responses': { field: MODEL, inside: Buffer.from('"response"') },
  'anthropic-messages': { field: MODEL, inside: Buffer.from('"message"') },
  gemini: { field: Buffer.from('"modelVersion"') },
  // No answer of it says so.
  'bedrock-converse': undefined,
};

const DATA = Buffer.from('data:');
const LINE_END = 0x0a;
const OPEN_BRACE = 0x7b;

/** A whole answer (a JSON object) whose model has another name; everything else stays as it was written. */
export function namedAnswer(json: Buffer, wire: WireName, name: string): Buffer {
  const place = PLACES[wire];
  if (place === undefined) return json;
  return Buffer.concat(renamed(json, place, Buffer.from(JSON.stringify(name))));
}

/** The way of a stream to `sink` by the name that the answers of a deployment are to have. */
export function namedSink(
  sink: StreamSink,
  wire: WireName,
  { answerModel }: Pick<Deployment, 'answerModel'>,
): StreamSink {
  return typeof answerModel === 'string' ? new NamedAnswerSink(sink, wire, answerModel) : sink;
}

/** The way of a stream to `sink` on which its model gets another name, in each frame that says one. */
class NamedAnswerSink implements StreamSink {
  onDrain: (() => void) | undefined;
  readonly #place: ModelPlace | undefined;
  readonly #name: Buffer;

  constructor(
    private readonly sink: StreamSink,
    wire: WireName,
    name: string,
  ) {
    this.#place = PLACES[wire];
    this.#name = Buffer.from(JSON.stringify(name));
    sink.onDrain = this.#drained;
  }

  opened(headers: Readonly<Record<string, string>>): void {
    this.sink.opened(headers);
  }

  push(frames: Buffer, count: number): boolean {
    return this.sink.push(this.#renamed(frames), count);
  }

  #renamed(frames: Buffer): Buffer {
    const place = this.#place;
    // Most frames of some wires say no model.
    if (place === undefined || !frames.includes(place.field)) return frames;
    const pieces: Buffer[] = [];
    for (let at = 0; at < frames.length;) {
      const found = frames.indexOf(LINE_END, at);
      const end = found < 0 ? frames.length : found + 1;
      const line = frames.subarray(at, end);
      const isData = line.subarray(0, DATA.length).equals(DATA);
      const start = isData ? line.indexOf(OPEN_BRACE) : -1;
      if (start < 0) pieces.push(line);
      else pieces.push(line.subarray(0, start), ...renamed(line.subarray(start), place, this.#name));
      at = end;
    }
    return Buffer.concat(pieces);
  }

  readonly #drained = (): void => {
    this.onDrain?.();
  };
}

/** A JSON object in pieces, with another value for its model. */
function renamed(json: Buffer, place: ModelPlace, name: Buffer): Buffer[] {
  const { field, inside } = place;
  if (!json.includes(field)) return [json];
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { keyStart, keyEnd, start, end } of topLevelFields(json)) {
    const key = json.subarray(keyStart, keyEnd);
    if (key.equals(field)) pieces.push(json.subarray(from, start), name);
    else if (inside !== undefined && key.equals(inside) && json[start] === OPEN_BRACE)
      pieces.push(json.subarray(from, start), ...renamed(json.subarray(start, end), { field }, name));
    else continue;
    from = end;
  }
  pieces.push(json.subarray(from));
  return pieces;
}
