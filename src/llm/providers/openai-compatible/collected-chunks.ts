import { ChatAnswerReader } from '../../../wire/openai-chat/answer-reader';
import type { LlmCall, StreamSink, WholeAnswer } from '../../llm-adapter';
import { mappedAnswer } from '../../mapping/mapped-answer';

/** Keeps the chunks of a stream that nobody asked for, and makes one answer of them. */
export class CollectedChunks implements StreamSink {
  onDrain: (() => void) | undefined;
  readonly #frames: Buffer[] = [];

  opened(): void {
    // Its headers are in the facts of the call.
  }

  push(frames: Buffer): boolean {
    this.#frames.push(Buffer.from(frames));
    return true;
  }

  /** All of them as one answer, in the wire of its call. */
  whole(call: LlmCall): WholeAnswer {
    const { usage } = call.facts;
    return mappedAnswer(call, (events) => {
      const reader = new ChatAnswerReader(events);
      reader.frames(Buffer.concat(this.#frames));
      if (usage !== undefined) events.usage(usage);
      reader.end();
    });
  }
}
