import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Turn } from '../canonical/canonical-request';
import type { ContentPart, MediaSource, Signature, ToolCallPart } from '../canonical/content-part';
import { anyText, neededObject, neededText, objectList, optionalText } from '../canonical/field-readers';
import { mediaTypeOf } from '../canonical/media-type';
import type { PartSeal, Sealed } from '../canonical/part-seal';
import { wrongField } from '../../errors/invalid-field';
import { isForeignRun } from './foreign-runs';
import { isForeignCitation } from './web-search';

const MAKER = 'anthropic';

/**
 * Reads a message's content: a text, or blocks. Blocks that are not known (tools that ran at the provider, and whatever
 * comes with a later version) stay what they are, for the provider that made them.
 * Format: https://docs.anthropic.com/en/api/messages#body-messages-content
 * @param seal opens what other providers need back, which we sealed into `signature` and `data`
 * @param signatures those of calls that were sealed apart from them are added, by the calls' ids
 * @throws GatewayError INVALID_REQUEST naming the block
 */
export function readBlocks(
  content: unknown,
  at: string,
  seal: PartSeal,
  signatures: Map<string, Signature>,
): ContentPart[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content, at }];
  return objectList(content, at).flatMap((block, index) => {
    const place = `${at}.${index}`;
    const sealed = sealedIn(block, place, seal);
    if (sealed === undefined) return readBlock(block, place);
    return sealed.flatMap((part) => {
      if (part.kind === 'call_signature') signatures.set(part.callId, part.signature);
      // A call has its caller itself here.
      return part.kind === 'call_signature' || part.kind === 'call_caller' ? [] : [part];
    });
  });
}

/** What of another provider a block of thinking carries; undefined where it is Claude's own. */
function sealedIn(block: JsonObject, at: string, seal: PartSeal): readonly Sealed[] | undefined {
  const carrier = block['type'] === 'thinking' ? block['signature'] : block['data'];
  const carries = block['type'] === 'thinking' || block['type'] === 'redacted_thinking';
  return carries && typeof carrier === 'string' ? seal.open(carrier, at) : undefined;
}

/** A turn with the signatures of its calls, which a client may have sent back in another turn. */
export function withSignatures(turn: Turn, signatures: ReadonlyMap<string, Signature>): Turn {
  if (turn.role !== 'assistant' || signatures.size === 0) return turn;
  const parts = turn.parts.map((part) => {
    const signature = part.kind === 'tool_call' ? signatures.get(part.id) : undefined;
    return signature === undefined ? part : { ...(part as ToolCallPart), signature };
  });
  return { ...turn, parts };
}

function readBlock(block: JsonObject, at: string): readonly ContentPart[] {
  if (isForeignRun(block)) return [];
  return block['type'] === 'document' ? readDocument(block, at) : [readPart(block, at)];
}

/** A document that is made of blocks may hold pictures: they follow its text. */
function readDocument(block: JsonObject, at: string): readonly ContentPart[] {
  const cache = isObject(block['cache_control']) ? block['cache_control'] : undefined;
  const source = readSource(block['source'], `${at}.source`);
  const document: ContentPart = {
    kind: 'document',
    source,
    filename: optionalText(block['title'], `${at}.title`),
    context: optionalText(block['context'], `${at}.context`),
    citations: isObject(block['citations']) ? block['citations'] : undefined,
    at,
  };
  const content = isObject(block['source']) ? block['source']['content'] : undefined;
  const inside = Array.isArray(content) && source.type === 'text' ? content.filter(isObject) : [];
  const pictures = inside.filter(({ type }) => type === 'image').map((one) => readPart(one, at));
  const parts = [document, ...pictures];
  return parts.map((part, index) => (index === parts.length - 1 ? { ...part, cache } : part));
}

function readPart(block: JsonObject, at: string): ContentPart {
  const cache = isObject(block['cache_control']) ? block['cache_control'] : undefined;
  switch (block['type']) {
    case 'text': {
      const given: readonly unknown[] = Array.isArray(block['citations']) ? block['citations'] : [];
      const citations = given.filter((citation) => !isForeignCitation(citation));
      const told = citations.length > 0;
      return {
        kind: 'text',
        text: anyText(block['text'], `${at}.text`),
        ...(told ? { citations: { maker: MAKER, values: citations } } : {}),
        cache,
        at,
      };
    }
    case 'image':
      return {
        kind: 'image',
        source: readSource(block['source'], `${at}.source`),
        callersOwn: isObject(block['transformations']) ? ['transformations'] : undefined,
        cache,
        at,
      };
    case 'thinking': {
      const value = optionalText(block['signature'], `${at}.signature`) ?? '';
      const signature = value === '' ? undefined : { maker: MAKER, value };
      return { kind: 'reasoning', text: anyText(block['thinking'], `${at}.thinking`), signature, at };
    }
    case 'tool_use':
      return {
        kind: 'tool_call',
        id: neededText(block['id'], `${at}.id`),
        name: neededText(block['name'], `${at}.name`),
        input: JSON.stringify(block['input'] ?? {}),
        tool: 'function',
        ...(block['caller'] === undefined ? {} : { caller: block['caller'] }),
        cache,
        at,
      };
    case 'tool_result':
      return {
        kind: 'tool_result',
        callId: neededText(block['tool_use_id'], `${at}.tool_use_id`),
        parts: readResult(block['content'], `${at}.content`),
        isError: block['is_error'] === true,
        cache,
        at,
      };
    case 'search_result':
      return { kind: 'text', text: searchResultText(block), searchResult: block, cache, at };
    case 'compaction': {
      // Clients leave out what it sums up: without it a model would know nothing of that.
      const { content } = block;
      if (typeof content === 'string' && content !== '') return { kind: 'text', text: content, cache, at };
      return { kind: 'opaque', maker: MAKER, value: block, at };
    }
    case 'tool_reference':
      // Every tool is declared elsewhere: a result without a word would say that none was found.
      return { kind: 'opaque', maker: MAKER, value: block, words: foundTool(block), at };
    default:
      if (typeof block['type'] !== 'string') throw wrongField(`${at}.type`, 'must be a text');
      return { kind: 'opaque', maker: MAKER, value: block, at };
  }
}

function readResult(content: unknown, at: string): ContentPart[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content, at }];
  return objectList(content, at).flatMap((block, index) => readBlock(block, `${at}.${index}`));
}

/** Format: https://docs.anthropic.com/en/docs/build-with-claude/vision, …/pdf-support, …/files */
function readSource(given: unknown, at: string): MediaSource {
  const source = neededObject(given, at);
  switch (source['type']) {
    case 'base64': {
      const data = neededText(source['data'], `${at}.data`);
      const mediaType = mediaTypeOf(optionalText(source['media_type'], `${at}.media_type`), data);
      if (mediaType === undefined) throw wrongField(`${at}.media_type`, 'must name a media type');
      return { type: 'inline', mediaType, data };
    }
    case 'url':
      return { type: 'url', url: neededText(source['url'], `${at}.url`), mediaType: undefined };
    case 'file':
      return { type: 'file', id: neededText(source['file_id'], `${at}.file_id`), mediaType: undefined };
    case 'text':
      return { type: 'text', text: anyText(source['data'], `${at}.data`) };
    case 'content':
      return { type: 'text', text: contentText(source['content']) };
    default:
      throw wrongField(`${at}.type`, 'must be base64, url, file, text or content');
  }
}

function searchResultText(block: JsonObject): string {
  const { title, source } = block;
  const head = [title, source].filter((text) => typeof text === 'string').join('\n');
  return `${head}\n${contentText(block['content'])}`;
}

/** Format: https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool#custom-tool-search-implementation */
function foundTool({ tool_name: name }: JsonObject): string {
  return typeof name === 'string' ? `Found the tool ${name}: it can be called now.` : 'Found a tool.';
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .flatMap((block: unknown) =>
      isObject(block) && typeof block['text'] === 'string' ? [block['text']] : [],
    )
    .join('\n');
}
