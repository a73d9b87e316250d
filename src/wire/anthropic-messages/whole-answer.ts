import { parseExactObject } from '../../json/exact-json';
import type { JsonObject } from '../../json/json-object';
import type { AnswerBlock, AnswerCollector } from '../canonical/answer-collector';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { Asked } from '../canonical/answer-writer';
import type { Maker } from '../canonical/content-part';
import type { PartSeal } from '../canonical/part-seal';
import type { TokenUsage } from '../canonical/token-usage';
import { pictureText } from './answer-picture';
import {
  callCarrier,
  carrierBlock,
  endedByText,
  opaqueBlock,
  reasoningSignature,
  textCarrier,
} from './carried-state';
import { codeBlocks } from './code-execution';
import { citationOf, searchBlocks } from './web-search';
import { endingFields, messageId, messageUsage } from './written-answer';

/**
 * Writes a whole answer as a message, JSON text, and what is to be known of it into the summary.
 * Format: https://docs.anthropic.com/en/api/messages#response
 */
export function wholeMessage(
  answer: AnswerCollector,
  asked: Asked,
  usage: TokenUsage,
  summary: AnswerSummary,
  seal: PartSeal,
): string {
  const refused = answer.blocks.some(({ kind }) => kind === 'refusal');
  const ending = endingFields(answer.ending ?? { reason: 'stop' }, refused);
  summary.model = answer.model?.slice(0, 256);
  summary.finishReason = String(ending['stop_reason']);
  summary.usage = usage;
  const content = answer.blocks.flatMap((block) => blocksOf(block, answer.maker, seal));
  const isTold = answer.blocks.every(({ kind }) => kind !== 'tool_call' && kind !== 'image');
  return JSON.stringify({
    id: messageId(answer.id),
    type: 'message',
    role: 'assistant',
    model: asked.answerModel ?? answer.model ?? asked.model,
    content: isTold ? endedByText(content) : content,
    ...ending,
    diagnostics: null,
    usage: messageUsage(usage),
  });
}

function blocksOf(block: AnswerBlock, maker: Maker, seal: PartSeal): JsonObject[] {
  switch (block.kind) {
    case 'text':
    case 'refusal': {
      const { text } = block;
      const cited = block.kind === 'text' ? citationsOf(block) : undefined;
      const carrier =
        block.kind === 'text' && block.signature !== undefined
          ? [carrierBlock(textCarrier(block.signature, seal))]
          : [];
      const written = { type: 'text', text, ...(cited === undefined ? {} : { citations: cited }) };
      return [...(text === '' ? [] : [written]), ...carrier];
    }
    case 'reasoning':
      return [
        {
          type: 'thinking',
          thinking: block.text,
          signature: reasoningSignature(block.text, block.signature, seal),
        },
      ];
    case 'tool_call': {
      const { start, input, signature } = block;
      const { id, name, caller } = start;
      const call = {
        type: 'tool_use',
        id,
        name,
        input: input.trim() === '' ? {} : (parseExactObject(input) ?? { INVALID_JSON: input }),
        ...(caller === undefined ? {} : { caller }),
      };
      return [...(signature === undefined ? [] : [carrierBlock(callCarrier(id, signature, seal))]), call];
    }
    case 'image':
      return [
        { type: 'text', text: pictureText(block.mediaType, block.data) },
        ...(block.signature === undefined ? [] : [carrierBlock(textCarrier(block.signature, seal))]),
      ];
    case 'audio':
      return block.text === '' ? [] : [{ type: 'text', text: block.text }];
    case 'opaque':
      return [opaqueBlock(block.maker, block.value, seal)];
    case 'search':
      // Claude's own are there as it told them.
      return maker === 'anthropic' ? [] : [...searchBlocks(block.search)];
    case 'code':
      return maker === 'anthropic' ? [] : [...codeBlocks(block.ran)];
  }
}

function citationsOf({
  citations,
  webCitations,
}: Extract<AnswerBlock, { kind: 'text' }>): readonly unknown[] | undefined {
  return citations?.maker === 'anthropic' ? citations.values : webCitations?.map(citationOf);
}
