import { AnswerCollector } from '../canonical/answer-collector';
import { ResponsesFrameReader } from './frame-reader';

const event = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const added = (index: number, type: string): string =>
  event('response.output_item.added', { output_index: index, item: { id: `item_${index}`, type } });

describe('the events that go on with a streamed response', () => {
  /** Those that fit behind the beginning of a message. */
  function behindMessage(...frames: readonly string[]): string | undefined {
    const reader = new ResponsesFrameReader(new AnswerCollector());
    reader.push(Buffer.from(added(0, 'message')));
    return reader.seam(frames.join(''));
  }

  it('begin no item a second time', () => {
    const next = added(1, 'function_call');
    expect(behindMessage(added(0, 'message'), next)).toBe(next);
  });

  it('fit nowhere where they begin an item of another type in its place', () => {
    expect(behindMessage(added(0, 'reasoning'), added(1, 'message'))).toBeUndefined();
  });
});
