import type { JsonObject } from '../../json/json-object';
import type { AnswerBegun } from '../../wire/canonical/answer-begun';
import type { AnswerCollector } from '../../wire/canonical/answer-collector';
import type { AnswerSummary } from '../../wire/canonical/answer-summary';
import type { AnswerWriter, Asked } from '../../wire/canonical/answer-writer';
import type { CanonicalRequest } from '../../wire/canonical/canonical-request';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { DoorWire } from '../../wire/wire';

/** A door's wire whose streams are written by somebody else: the attempts of one answer have one writer. */
export class RescuedWire implements DoorWire {
  /**
   * @param write gives the writer of an attempt that is mapped; where bytes pass, nobody asks for one
   * @param passing gives what is told of an attempt's answer that passes as bytes
   */
  constructor(
    private readonly wire: DoorWire,
    private readonly write: (asked: Asked, summary: AnswerSummary) => AnswerWriter,
    readonly passing?: DoorWire['passing'],
  ) {}

  get name(): DoorWire['name'] {
    return this.wire.name;
  }

  get asTools(): DoorWire['asTools'] {
    return this.wire.asTools;
  }

  readRequest(body: JsonObject): CanonicalRequest {
    return this.wire.readRequest(body);
  }

  goingOn(body: JsonObject, begun: AnswerBegun): JsonObject {
    return this.wire.goingOn(body, begun);
  }

  saysNothing(frames: Buffer): boolean {
    return this.wire.saysNothing?.(frames) ?? false;
  }

  streamWriter(asked: Asked, summary: AnswerSummary): AnswerWriter {
    return this.write(asked, summary);
  }

  wholeAnswer(answer: AnswerCollector, asked: Asked, usage: TokenUsage, summary: AnswerSummary): string {
    return this.wire.wholeAnswer(answer, asked, usage, summary);
  }
}
