import { randomUUID } from 'node:crypto';
import type { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import type { AnswerBegun } from '../canonical/answer-begun';
import type { AnswerCollector } from '../canonical/answer-collector';
import type { AnswerEvents } from '../canonical/answer-events';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { AnswerWriter, Asked } from '../canonical/answer-writer';
import type { CanonicalRequest } from '../canonical/canonical-request';
import type { PartSeal } from '../canonical/part-seal';
import { SummaryWriter } from '../canonical/summary-writer';
import type { TokenUsage } from '../canonical/token-usage';
import { keepPartsOf, withKeptParts } from '../kept/keeping-wire';
import { KeepingWriter } from '../kept/keeping-writer';
import type { KeptParts } from '../kept/kept-parts';
import type { DoorWire } from '../wire';
import { begunResponse } from './begun-response';
import { asksToCompact } from './compaction';
import { areEmptyEvents } from './empty-events';
import { ResponsesFrameReader, responsesGoingOn } from './frame-reader';
import { PassingResponse } from './passing-response';
import { readResponsesRequest } from './read-request';
import { readTools } from './read-tools';
import type { ReadTools } from './read-tools';
import { replayBlocks } from './replay-blocks';
import { OUTPUTS_WANTED } from './code-execution';
import { SOURCES_WANTED } from './web-search';
import type { ResponseContext } from './response-context';
import { responseEcho } from './response-echo';
import { ResponseWriter } from './response-writer';
import type { WrittenResponse } from './written-response';

const NOTHING_USED: TokenUsage = {
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  reasoningTokens: 0,
  estimated: false,
};

/** Writes the last events of an answer that is not whole. */
interface Ending {
  fail(error: GatewayError): string;
  cancel(): string;
}

function endingOf(writer: ResponseWriter): Ending {
  const taken = (): string => writer.take()?.text ?? '';
  return {
    fail: (error) => {
      writer.fail(error);
      return taken();
    },
    cancel: () => {
      writer.cancel();
      return taken();
    },
  };
}

/** What a request is answered with. */
export interface ResponsesOptions {
  /** The request as it came: the answer says what was asked for. */
  readonly asked: JsonObject;
  /** The same with the turns that it goes on from. */
  readonly body: JsonObject;
  /** For what providers need back. */
  readonly seal: PartSeal;
  /** The same, kept here for callers who send calls back without it; undefined where nothing is kept. */
  readonly kept?: KeptParts | undefined;
  /** Whether the answer is kept. */
  readonly stored: boolean;
  /** The model's name before a provider has told its own. */
  readonly model: string;
  /** Whether it goes on without its caller. */
  readonly background?: boolean;
  /** Told of an answer that is over and was not broken off, before its last event goes out; undefined where nobody keeps it. */
  readonly onWritten: ((response: WrittenResponse) => void) | undefined;
}

/**
 * OpenAI's Responses, of one request: its answer says what was asked for, so that each request has a wire of its own.
 * Format: https://platform.openai.com/docs/api-reference/responses
 */
export class OpenAiResponsesWire implements DoorWire {
  readonly name = 'openai-responses';
  readonly id = `resp_${randomUUID().replaceAll('-', '')}`;
  readonly #createdAt = Math.floor(Date.now() / 1000);
  readonly #tools: ReadTools;
  #echo: string | undefined;
  /** Of the writer that was made last. */
  #latest: Ending | undefined;
  /** Ends the answer that spoke last, written or passed: attempts may run at once, and when one speaks the others are stopped. */
  #speaking: Ending | undefined;
  /** Of an answer that comes from a provider of the same wire. */
  readonly passing = (givenModel?: string): PassingResponse =>
    new PassingResponse(
      this.options.onWritten,
      (passed) => {
        this.#speaking = passed;
      },
      givenModel,
    );

  /** @throws GatewayError INVALID_REQUEST naming a tool whose shape is not the API's */
  constructor(private readonly options: ResponsesOptions) {
    this.#tools = readTools(options.body);
  }

  readRequest(body: JsonObject): CanonicalRequest {
    const { seal, kept } = this.options;
    const request = readResponsesRequest(body, this.#tools, seal);
    return kept === undefined ? request : withKeptParts(request, kept);
  }

  saysNothing(frames: Buffer): boolean {
    return areEmptyEvents(frames);
  }

  frameReader(events: AnswerEvents): ResponsesFrameReader {
    return new ResponsesFrameReader(events);
  }

  goingOn(body: JsonObject, begun: AnswerBegun): JsonObject {
    return responsesGoingOn(body, begun);
  }

  streamWriter(asked: Asked, summary: AnswerSummary): AnswerWriter {
    const begun = asked.begunWith && begunResponse(asked.begunWith);
    const speak = (): void => {
      this.#speaking = ending;
    };
    const { givenModel } = asked;
    const writer = this.#newWriter(asked.model, summary, { begun, onTaken: speak, givenModel });
    const ending = endingOf(writer);
    this.#latest = ending;
    // It goes on with what has passed.
    if (begun !== undefined) speak();
    const { kept } = this.options;
    const taking = this.#taking(writer);
    return kept === undefined ? taking : new KeepingWriter(taking, kept);
  }

  wholeAnswer(answer: AnswerCollector, asked: Asked, usage: TokenUsage, summary: AnswerSummary): string {
    if (this.options.kept !== undefined) keepPartsOf(answer, this.options.kept);
    const { givenModel } = asked;
    const writer = this.#newWriter(asked.model, summary, { givenModel });
    writer.start(answer.id, answer.model);
    const taking = this.#taking(writer);
    replayBlocks(answer, taking);
    taking.finish(answer.ending ?? { reason: 'stop' });
    summary.usage = usage;
    writer.end(usage);
    return writer.response?.json ?? '';
  }

  /** The last event of a stream that has failed, and what was not yet taken of it. */
  failed(error: GatewayError): string {
    return this.#ending.fail(error);
  }

  /** The response object before anything of the answer is there. */
  queued(): string {
    return this.#silentWriter().queued();
  }

  /** All events of an answer that no model gave: it only keeps what was asked. */
  prepared(): string {
    const writer = this.#silentWriter();
    writer.finish({ reason: 'stop' });
    writer.end(NOTHING_USED);
    return writer.take()?.text ?? '';
  }

  /** The last event of an answer that its caller wants no longer. */
  cancelled(): string {
    return this.#ending.cancel();
  }

  get #ending(): Ending {
    return this.#speaking ?? this.#latest ?? endingOf(this.#silentWriter());
  }

  /** Before a model has said anything. */
  #silentWriter(): ResponseWriter {
    const summary: AnswerSummary = { model: undefined, finishReason: undefined, usage: undefined };
    return this.#newWriter(this.options.model, summary);
  }

  #newWriter(
    model: string,
    summary: AnswerSummary,
    { begun, onTaken, givenModel }: Pick<ResponseContext, 'begun' | 'onTaken' | 'givenModel'> = {},
  ): ResponseWriter {
    const { seal, body } = this.options;
    const include: unknown = body['include'];
    const context = {
      id: begun?.id ?? this.id,
      begun,
      onTaken,
      givenModel,
      createdAt: begun?.createdAt ?? this.#createdAt,
      background: this.options.background === true,
      // An answer that passes as bytes needs none.
      echo: (this.#echo ??= responseEcho(this.options.asked, this.options.stored)),
      tier: this.options.asked['service_tier'],
      names: this.#tools.names,
      seal,
      sources: Array.isArray(include) && include.includes(SOURCES_WANTED),
      outputs: Array.isArray(include) && include.includes(OUTPUTS_WANTED),
      encrypted: Array.isArray(include) && include.includes('reasoning.encrypted_content'),
    };
    return new ResponseWriter(context, model, summary, this.options.onWritten);
  }

  /** What takes a model's answer: where the conversation is to be made shorter, the model's text is one item, and nothing else is. */
  #taking(writer: ResponseWriter): AnswerWriter {
    if (!asksToCompact(this.options.body)) return writer;
    return new SummaryWriter(writer, (summary, finish) => {
      writer.compaction(summary);
      writer.finish(finish);
    });
  }
}
