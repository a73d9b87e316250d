import { randomUUID } from 'node:crypto';
import type { AnswerBlock, AnswerCollector } from '../canonical/answer-collector';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { Asked } from '../canonical/answer-writer';
import type { Maker } from '../canonical/content-part';
import type { PartSeal } from '../canonical/part-seal';
import type { TokenUsage } from '../canonical/token-usage';
import { joinedBase64 } from '../canonical/speech';
import { callPart, geminiFinishReason, signed, spokenParts, usageMetadata } from './answer-parts';
import type { AnswerPart } from './answer-parts';
import type { JsonObject } from '../../json/json-object';
import { codeParts } from './code-execution';
import { CarriedState } from './carried-state';
import { logprobsFields } from './logprobs';
import { Grounding } from './web-search';

/**
 * Writes a whole answer as a `GenerateContentResponse`, JSON text, and what is to be known of it into the summary.
 * Format: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export function wholeGeminiAnswer(
  answer: AnswerCollector,
  asked: Asked,
  usage: TokenUsage,
  summary: AnswerSummary,
  seal: PartSeal,
): string {
  const others = [...answer.candidates].sort(([one], [other]) => one - other);
  summary.model = answer.model?.slice(0, 256);
  summary.finishReason = finishReasonOf(answer).toLowerCase();
  summary.usage = usage;
  return JSON.stringify({
    candidates: [
      candidateOf(0, answer, seal),
      ...others.map(([index, other]) => candidateOf(index, other, seal)),
    ],
    usageMetadata: usageMetadata(usage),
    modelVersion: answer.model ?? asked.model,
    responseId: answer.id ?? randomUUID(),
  });
}

function candidateOf(index: number, answer: AnswerCollector, seal: PartSeal): object {
  const carried = new CarriedState(seal);
  const parts = answer.blocks.flatMap((block) => partsOf(block, answer.maker, carried));
  const rest = carried.take();
  if (Object.keys(rest).length > 0) parts.push({ text: '', ...rest });
  const details = answer.ending?.details;
  return {
    content: { role: 'model', parts },
    finishReason: finishReasonOf(answer),
    index,
    ...logprobsFields(answer.tokenLogprobs),
    ...(details?.maker === 'google' ? details.fields : groundingOf(answer.blocks, parts)),
  };
}

function finishReasonOf({ ending }: AnswerCollector): string {
  return geminiFinishReason(ending?.reason ?? 'stop');
}

/** What other providers searched for and cite. */
function groundingOf(blocks: readonly AnswerBlock[], parts: readonly AnswerPart[]): JsonObject {
  const grounding = new Grounding();
  let units = 0;
  for (const block of blocks) {
    if (block.kind === 'search') grounding.search(block.search);
    if (block.kind !== 'text') continue;
    const partIndex = parts.findIndex(({ text, thought }) => text === block.text && thought === undefined);
    for (const citation of block.webCitations ?? [])
      grounding.cite(citation, block.text, units, { partIndex, firstByte: 0 });
    units += block.text.length;
  }
  return grounding.field;
}

function partsOf(block: AnswerBlock, maker: Maker, carried: CarriedState): AnswerPart[] {
  switch (block.kind) {
    case 'text':
      carried.text(block.text);
      if (block.citations !== undefined) carried.citations(block.citations.maker, block.citations.values);
      carried.blockEnd();
      return [{ text: block.text, ...signed(block.signature) }];
    case 'refusal':
      carried.text(block.text);
      return [{ text: block.text }];
    case 'reasoning':
      carried.reasoning(block.text);
      if (block.signature !== undefined) carried.signature(block.signature);
      carried.blockEnd();
      // Signed without a text, as redacted reasoning is: there is nothing to show.
      return block.text === '' && signed(block.signature)['thoughtSignature'] === undefined
        ? []
        : [{ text: block.text, thought: true, ...signed(block.signature) }];
    case 'tool_call':
      return [
        {
          ...callPart(block.start.id, block.start.name, block.input),
          ...signed(block.signature),
          ...carried.take(block.start),
        },
      ];
    case 'image':
      return [{ inlineData: { mimeType: block.mediaType, data: block.data }, ...signed(block.signature) }];
    case 'audio':
      carried.text(block.text);
      return spokenParts({
        mediaType: block.mediaType,
        data: joinedBase64(block.pieces),
        transcript: block.text,
      });
    case 'opaque':
      if (block.maker === 'google') return [{ ...block.value }];
      carried.opaque(block.maker, block.value);
      return [];
    case 'search':
      return [];
    case 'code':
      // Google's own is there as it told it.
      return maker === 'google' ? [] : codeParts(block.ran).map((part) => ({ ...part }));
  }
}
