import type { IncomingHttpHeaders } from 'node:http';
import { headersForCaller } from '../upstream/forwarded-headers';
import { upstreamFailed } from '../upstream/upstream-failure';
import type { BodyConsumer, BodyFlow } from '../upstream/upstream-exchange';
import type { TokenUsage } from '../wire/canonical/token-usage';
import { promptTokens } from './call-estimate';
import { CompletionText } from './completion-text';
import { withDropped } from './dropped-header';
import type { LlmCall, StreamSink } from './llm-adapter';
import { listens, makesPictures, spokenCharacters } from './passed-call';
import { passedUsage, toldSeconds } from './passed-usage';
import { PictureCount } from './picture-count';
import { BYTES_PER_TOKEN } from './usage-estimate';

/** So much of an answer's beginning and end is kept, to find its usage in. */
const KEPT_BYTES = 16 * 1024;
const EVENTS = 'text/event-stream';
const JSON_TYPE = 'application/json';
/** The last bracket of a stream's last event is among them, blank lines behind it included. */
const END_BYTES = 16;
const FRAME = Buffer.from('data:');
/** What is in the last event of a whole stream: https://platform.openai.com/docs/api-reference/audio and /images */
const ENDS = ['[DONE]', '.done"', '.completed"', '"finish_reason":"', '"finish_reason": "'];

/** Hands an answer on as it comes, whatever it is; of its bytes only a few are kept. */
export class PassedAnswer implements BodyConsumer {
  /** Whether the upstream answered, and not with an error. */
  opened = false;
  readonly heldBytes = 0;
  #flow: BodyFlow | undefined;
  #isStream = false;
  #isJson = false;
  #frames = 0;
  /** Of an answer of pictures. */
  #pictures: PictureCount | undefined;
  /** Of an answer whose provider may tell no usage. */
  #completion: CompletionText | undefined;
  #beginning: Buffer = Buffer.alloc(0);
  #end: Buffer = Buffer.alloc(0);

  constructor(
    private readonly call: LlmCall,
    private readonly sink: StreamSink,
  ) {
    sink.onDrain = this.#onDrain;
  }

  head(status: number, headers: IncomingHttpHeaders, flow: BodyFlow): boolean {
    const { facts } = this.call;
    facts.upstreamStatus = status;
    if (status !== 200) return false;
    const contentType = contentTypeOf(headers);
    this.#flow = flow;
    this.#isStream = contentType.startsWith(EVENTS);
    this.#isJson = contentType.startsWith(JSON_TYPE);
    this.opened = true;
    const { passed } = this.call;
    if (passed !== undefined && makesPictures(passed.operation))
      this.#pictures = new PictureCount(this.#isStream);
    if (passed?.operation === 'completions') this.#completion = new CompletionText();
    facts.headers = { ...headersForCaller(headers), 'content-type': contentType };
    // What has come of a completion that breaks off is counted from its text.
    if (this.#completion === undefined) facts.usage = this.#estimate();
    this.sink.opened(withDropped(facts));
    return true;
  }

  data(piece: Buffer): void {
    if (!this.push(piece)) this.#flow?.pause();
  }

  /** Takes a piece. @returns false when the reader is behind */
  push(piece: Buffer): boolean {
    this.#keep(piece);
    this.#countPictures(piece);
    this.#countText(piece);
    return this.sink.push(piece, 1);
  }

  /** The body has ended. @throws GatewayError PROVIDER_ERROR for a stream of events without its last one */
  end(): void {
    const { facts } = this.call;
    const told = this.#told();
    facts.usage = this.#pictures === undefined ? told : { ...told, images: this.#pictures.count };
    facts.model ??= this.call.model;
    if (this.#isStream && !this.#hasEnded())
      throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
  }

  #told(): TokenUsage {
    const operation = this.call.passed?.operation;
    const isSound = operation === 'audio/speech';
    const told = passedUsage([this.#end, this.#beginning], isSound ? 'sound' : this.#pictures && 'pictures');
    if (told !== undefined)
      return isSound ? { ...told, characters: spokenCharacters(operation, this.call.body) } : told;
    // With a tokenizer, which is for those that tell nothing.
    const estimate = this.#estimate();
    if (!this.#isJson || operation === undefined || !listens(operation)) return estimate;
    const audioSeconds = toldSeconds([this.#beginning, this.#end]);
    return audioSeconds === undefined ? estimate : { ...estimate, audioSeconds, estimated: false };
  }

  /** A picture is between the name of its event and the end of it, which is further back than what is kept then. */
  #hasEnded(): boolean {
    const { count = 0 } = this.#pictures ?? {};
    return (
      ENDS.some((mark) => this.#end.includes(mark)) ||
      (count > 0 && this.#end.subarray(-END_BYTES).toString('latin1').trimEnd().endsWith('}'))
    );
  }

  /** What has come is billed, also where the answer breaks off. */
  #countPictures(piece: Buffer): void {
    if (this.#pictures === undefined) return;
    this.#pictures.add(piece);
    const { facts } = this.call;
    facts.usage = { ...(facts.usage ?? this.#estimate()), images: this.#pictures.count };
  }

  #countText(piece: Buffer): void {
    if (this.#completion === undefined) return;
    this.#completion.add(piece);
    this.call.facts.characters = this.#completion.bytes;
  }

  readonly #onDrain = (): void => {
    this.#flow?.resume();
  };

  #keep(piece: Buffer): void {
    if (this.#isStream) {
      for (let at = piece.indexOf(FRAME); at >= 0; at = piece.indexOf(FRAME, at + 1)) this.#frames++;
    }
    const room = KEPT_BYTES - this.#beginning.length;
    if (room > 0) this.#beginning = Buffer.concat([this.#beginning, piece.subarray(0, room)]);
    const kept = piece.length >= KEPT_BYTES ? [] : [this.#end.subarray(piece.length - KEPT_BYTES)];
    this.#end = Buffer.concat([...kept, piece.subarray(-KEPT_BYTES)]);
  }

  /** Where the provider tells nothing: the texts of the request and of a completion. */
  #estimate(): TokenUsage {
    const { passed, body } = this.call;
    const characters = passed && spokenCharacters(passed.operation, body);
    return {
      ...(characters !== undefined && { characters }),
      promptTokens: passed?.stream === undefined ? promptTokens(this.call) : 0,
      completionTokens: this.#completion === undefined ? 0 : tokensOf(this.#completion, this.#frames),
      cachedTokens: 0,
      reasoningTokens: 0,
      estimated: true,
    };
  }
}

/** An event holds a token, or several. */
function tokensOf({ bytes }: CompletionText, frames: number): number {
  return Math.max(frames, Math.round(bytes / BYTES_PER_TOKEN));
}

/** As the upstream wrote it, where that is a media type. */
function contentTypeOf(headers: IncomingHttpHeaders): string {
  const given = headers['content-type'];
  return typeof given === 'string' && /^[\w.+-]+\/[\w.+-]+(?:;[\x20-\x7e]*)?$/.test(given)
    ? given
    : 'application/octet-stream';
}
