import type { JsonObject } from '../../json/json-object';
import type { AnswerBlock, AnswerCollector } from '../canonical/answer-collector';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { Asked } from '../canonical/answer-writer';
import type { Maker } from '../canonical/content-part';
import { openAiTier } from '../canonical/served-tier';
import type { TokenUsage } from '../canonical/token-usage';
import type { CallForm } from './call-form';
import { audioExpiry, audioId } from './spoken';
import { joinedBase64 } from '../canonical/speech';
import type {
  ChatAnnotation,
  ChatAnswer,
  ChatAudio,
  ChatChoice,
  ChatCompletion,
  ChatFinishReason,
  ChatImage,
  ChatToolCall,
} from './chat-types';
import { chatFinishReason } from './finish-reason';
import { chatLogprobs } from './logprobs';
import { AnswerLayout } from './provider-fields/answer-layout';
import type { KeptFields } from './provider-fields/kept-fields';
import { callExtraContent, providerFields, thinkingBlock } from './provider-fields/written-fields';
import { chatUsage } from './usage';
import { annotation } from './web-search';

type CallBlock = Extract<AnswerBlock, { kind: 'tool_call' }>;

/**
 * Writes a whole answer as a chat completion, JSON text, and what is to be known of it into the summary.
 * Format: https://platform.openai.com/docs/api-reference/chat/object
 */
export function chatCompletion(
  answer: AnswerCollector,
  asked: Asked,
  usage: TokenUsage,
  summary: AnswerSummary,
  kept?: KeptFields,
  form: CallForm = 'tools',
): string {
  const others = [...answer.candidates].sort(([one], [other]) => one - other);
  const choices = [
    choiceOf(0, answer, form, kept),
    ...others.map(([index, other]) => choiceOf(index, other, form, kept)),
  ];
  summary.model = answer.model?.slice(0, 256);
  summary.finishReason = finishReasonOf(answer, form);
  summary.usage = usage;
  const tier = openAiTier(usage);
  const completion: ChatCompletion = {
    id: answer.id ?? 'chatcmpl-unknown',
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: answer.model ?? asked.model,
    choices,
    usage: chatUsage(usage),
    ...(tier === undefined ? {} : { service_tier: tier }),
  };
  return JSON.stringify(completion);
}

function choiceOf(
  index: number,
  answer: AnswerCollector,
  form: CallForm,
  kept: KeptFields | undefined,
): ChatChoice {
  return {
    index,
    message: messageOf(answer, form, kept),
    logprobs: chatLogprobs(answer.tokenLogprobs),
    finish_reason: finishReasonOf(answer, form),
  };
}

function finishReasonOf({ ending }: AnswerCollector, form: CallForm): ChatFinishReason {
  return chatFinishReason(ending?.reason ?? 'stop', form);
}

function messageOf(answer: AnswerCollector, form: CallForm, kept: KeptFields | undefined): ChatAnswer {
  const blocks = form === 'function' ? withOneCall(answer.blocks) : answer.blocks;
  const calls = blocks.filter((block): block is CallBlock => block.kind === 'tool_call');
  const content = joined(blocks, 'text');
  const reasoning = joined(blocks, 'reasoning');
  const refusal = joined(blocks, 'refusal');
  const thinking = thinkingBlocks(blocks);
  const images = imagesOf(blocks);
  const audio = audioOf(blocks);
  const annotations = annotationsOf(blocks);
  const layout = layoutOf(blocks, answer.maker);
  const { needed } = layout;
  const ids = calls.map(({ start }) => start.id);
  if (needed !== undefined && ids.length > 0 && form === 'tools') kept?.keep(ids, needed);
  const fields = providerFields(layout, answer.ending?.details);
  return {
    role: 'assistant',
    content: content === '' && (calls.length > 0 || audio !== undefined) ? null : content,
    refusal: refusal === '' ? null : refusal,
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(thinking.length === 0 ? {} : { thinking_blocks: thinking }),
    ...(images.length === 0 ? {} : { images }),
    ...(audio === undefined ? {} : { audio }),
    ...callFields(calls, form),
    ...(fields === undefined ? {} : { provider_fields: fields }),
  };
}

function withOneCall(blocks: readonly AnswerBlock[]): readonly AnswerBlock[] {
  const first = blocks.findIndex(({ kind }) => kind === 'tool_call');
  return blocks.filter(({ kind }, index) => kind !== 'tool_call' || index === first);
}

function callFields(
  calls: readonly CallBlock[],
  form: CallForm,
): Pick<ChatAnswer, 'tool_calls' | 'function_call'> {
  const [first] = calls;
  if (first === undefined) return {};
  if (form === 'tools') return { tool_calls: calls.map(toolCall) };
  const extra = callExtraContent(first.signature);
  const signed = extra === undefined ? {} : { extra_content: extra };
  return { function_call: { name: first.start.name, arguments: first.input, ...signed } };
}

function joined(blocks: readonly AnswerBlock[], kind: 'text' | 'reasoning' | 'refusal'): string {
  return blocks.map((block) => (block.kind === kind ? block.text : '')).join('');
}

function thinkingBlocks(blocks: readonly AnswerBlock[]): JsonObject[] {
  return blocks.flatMap((block): JsonObject[] => {
    if (block.kind === 'opaque') {
      return block.value['type'] === 'redacted_thinking' && block.maker === 'anthropic' ? [block.value] : [];
    }
    if (block.kind !== 'reasoning' || block.signature === undefined) return [];
    const thinking = thinkingBlock(block.text, block.signature);
    return thinking === undefined ? [] : [thinking];
  });
}

function annotationsOf(blocks: readonly AnswerBlock[]): ChatAnnotation[] {
  let from = 0;
  return blocks.flatMap((block) => {
    if (block.kind !== 'text') return [];
    const place = { from, to: from + block.text.length };
    from = place.to;
    return (block.webCitations ?? []).map((citation) => annotation(citation, place));
  });
}

function imagesOf(blocks: readonly AnswerBlock[]): ChatImage[] {
  return blocks
    .filter((block) => block.kind === 'image')
    .map(({ mediaType, data }, index) => ({
      type: 'image_url',
      index,
      image_url: { url: `data:${mediaType};base64,${data}` },
    }));
}

/** What was spoken is not kept here: its id names nothing, and clients that send it back are answered without it. */
function audioOf(blocks: readonly AnswerBlock[]): ChatAudio | undefined {
  const spoken = blocks.filter((block) => block.kind === 'audio');
  if (spoken.length === 0) return undefined;
  return {
    id: audioId(),
    data: joinedBase64(spoken.flatMap(({ pieces }) => pieces)),
    expires_at: audioExpiry(),
    transcript: spoken.map(({ text }) => text).join(''),
  };
}

function toolCall({ start, input, signature }: CallBlock): ChatToolCall {
  const { id, name, tool } = start;
  const extra = callExtraContent(signature);
  return {
    id,
    ...(tool === 'custom'
      ? { type: 'custom', custom: { name, input } }
      : { type: 'function', function: { name, arguments: input } }),
    ...(extra === undefined ? {} : { extra_content: extra }),
  };
}

function layoutOf(blocks: readonly AnswerBlock[], maker: Maker): AnswerLayout {
  const layout = new AnswerLayout();
  let images = 0;
  layout.start(maker);
  for (const block of blocks) {
    switch (block.kind) {
      case 'text':
        layout.text(block.text.length);
        if (block.citations !== undefined) layout.citations(block.citations.maker, block.citations.values);
        if (block.signature !== undefined) layout.signature('text', block.signature);
        break;
      case 'reasoning':
        layout.reasoning(block.text);
        if (block.signature !== undefined) layout.signature('reasoning', block.signature);
        break;
      case 'tool_call':
        layout.toolCall(block.start);
        if (block.signature !== undefined) layout.callSignature(block.start.id, block.signature);
        break;
      case 'image':
        layout.image(images++, block.signature);
        break;
      case 'opaque':
        layout.opaque(block.maker, block.value);
        break;
      case 'audio':
      case 'refusal':
      case 'search':
      case 'code':
        break;
    }
    layout.blockEnd();
  }
  return layout;
}
