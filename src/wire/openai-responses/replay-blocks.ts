import type { AnswerBlock, AnswerCollector } from '../canonical/answer-collector';
import { joinedBase64 } from '../canonical/speech';
import type { AnswerEvents } from '../canonical/answer-events';

/** Tells a whole answer as events, one block after the other. */
export function replayBlocks({ blocks, tokenLogprobs }: AnswerCollector, events: AnswerEvents): void {
  let calls = 0;
  const lastText = blocks.findLast(({ kind }) => kind === 'text');
  for (const block of blocks) {
    if (block.kind === 'tool_call') replayCall(block, calls++, events);
    else replayBlock(block, events);
    if (block === lastText && tokenLogprobs.length > 0) events.logprobs?.(tokenLogprobs);
    events.blockEnd();
  }
}

function replayBlock(block: Exclude<AnswerBlock, { kind: 'tool_call' }>, events: AnswerEvents): void {
  switch (block.kind) {
    case 'text':
      events.text(block.text);
      if (block.citations !== undefined) events.citations(block.citations.maker, block.citations.values);
      if (block.webCitations !== undefined) events.webCitations?.(block.webCitations);
      if (block.signature !== undefined) events.signature('text', block.signature);
      break;
    case 'reasoning':
      events.reasoning(block.text);
      if (block.signature !== undefined) events.signature('reasoning', block.signature);
      break;
    case 'refusal':
      events.refusal(block.text);
      break;
    case 'image':
      events.image(block.mediaType, block.data, block.signature);
      break;
    case 'audio':
      events.audio?.({
        mediaType: block.mediaType,
        data: joinedBase64(block.pieces),
        transcript: block.text,
      });
      break;
    case 'opaque':
      events.opaque(block.maker, block.value);
      break;
    case 'search':
      events.webSearch?.(block.search);
      break;
    case 'code':
      events.ranCode?.(block.ran);
      break;
  }
}

function replayCall(
  { start, input, signature }: Extract<AnswerBlock, { kind: 'tool_call' }>,
  call: number,
  events: AnswerEvents,
): void {
  events.toolCall({ ...start, call, signature });
  events.toolArguments(call, input);
  events.toolCallEnd(call);
}
