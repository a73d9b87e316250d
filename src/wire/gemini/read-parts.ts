import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { ContentPart, Signature } from '../canonical/content-part';
import { neededText, optionalText } from '../canonical/field-readers';
import { mediaFamily, mediaTypeByEnding, mediaTypeOf } from '../canonical/media-type';
import { wrongField } from '../../errors/invalid-field';
import type { PartSeal } from '../canonical/part-seal';
import type { CallIds } from '../canonical/call-ids';
import { carriedSignature } from './opaque-signature';
import type { CarriedSignature } from './opaque-signature';

/** What the parts of a conversation have in common. */
export interface PartContext {
  readonly ids: CallIds;
  readonly seal: PartSeal;
  /** What has no place in the canonical model is added here, by its path. */
  readonly others: Record<string, unknown>;
}

/** Fields beside a part's content that no other provider has. */
const BESIDE = [
  ...['videoMetadata', 'video_metadata', 'mediaResolution', 'media_resolution', 'partMetadata'],
  ...['mediaProcessing', 'speechMetadata'],
];
/** When a result is heard of by the model, and whether more follow: each result is whole elsewhere. */
const BESIDE_RESULT = ['scheduling', 'willContinue', 'will_continue'];
/** Films without a media type: https://ai.google.dev/gemini-api/docs/video-understanding#youtube */
const OF_YOUTUBE = /^https?:\/\/(?:(?:www|m)\.)?(?:youtube\.com|youtu\.be)\//;
/** Files that Google alone can read; those of S3 are Bedrock's. */
const OF_GOOGLE = /^(?!(?:https?|s3):)|^https?:\/\/generativelanguage\.googleapis\.com\//i;

/**
 * Reads the parts of a content.
 * Format: https://ai.google.dev/api/caching#Part
 * @throws GatewayError INVALID_REQUEST naming the part
 */
export function readParts(parts: readonly JsonObject[], at: string, context: PartContext): ContentPart[] {
  return parts.flatMap((part, index) => readPart(part, `${at}.${index}`, context));
}

function readPart(part: JsonObject, at: string, { ids, seal, others }: PartContext): ContentPart[] {
  for (const name of BESIDE) if (part[name] !== undefined) others[`${at}.${name}`] = part[name];
  const call = part['functionCall'] ?? part['function_call'];
  const response = part['functionResponse'] ?? part['function_response'];
  const inline = part['inlineData'] ?? part['inline_data'];
  const file = part['fileData'] ?? part['file_data'];
  const carried = carriedSignature(part['thoughtSignature'] ?? part['thought_signature'], at, seal);
  if (isObject(call)) return [...carried.before, functionCall(call, carried, at, ids)];
  if (isObject(response)) {
    for (const name of BESIDE_RESULT)
      if ((response[name] ?? false) !== false) others[`${at}.functionResponse.${name}`] = response[name];
    return [functionResponse(response, at, ids)];
  }
  if (isObject(inline)) return [media(inline, inlineSource(inline, at), carried.signature, at)];
  if (isObject(file)) return [media(file, fileSource(file, at), undefined, at)];
  if (typeof part['text'] === 'string') {
    const { text } = part;
    const kind = part['thought'] === true ? 'reasoning' : 'text';
    return [...carried.before, { kind, text, signature: carried.signature, at }];
  }
  if (carried.before.length > 0) return [...carried.before];
  if (Object.keys(part).length === 0) return [];
  return [{ kind: 'opaque', maker: 'google', value: part, at }];
}

function functionCall(
  call: JsonObject,
  { signature, caller }: CarriedSignature,
  at: string,
  ids: CallIds,
): ContentPart {
  const name = neededText(call['name'], `${at}.functionCall.name`);
  const given = optionalText(call['id'], `${at}.functionCall.id`) || undefined;
  const args = call['args'];
  if (args !== undefined && args !== null && !isObject(args)) {
    throw wrongField(`${at}.functionCall.args`, 'must be an object');
  }
  return {
    kind: 'tool_call',
    id: ids.call(given, name),
    providerId: given,
    name,
    input: JSON.stringify(args ?? {}),
    tool: 'function',
    signature,
    ...(caller === undefined ? {} : { caller }),
    at,
  };
}

function functionResponse(response: JsonObject, at: string, ids: CallIds): ContentPart {
  const given = optionalText(response['id'], `${at}.functionResponse.id`) || undefined;
  const said = optionalText(response['name'], `${at}.functionResponse.name`) || undefined;
  // Some clients leave it out where an id tells the call (https://github.com/router-for-me/CLIProxyAPI/issues/2104).
  const name = given === undefined ? neededText(said, `${at}.functionResponse.name`) : said;
  const object = isObject(response['response']) ? response['response'] : {};
  const callId = ids.result(given, name ?? '');
  if (callId === undefined) throw wrongField(`${at}.functionResponse`, 'answers no function call before it');
  const inside = Array.isArray(response['parts']) ? response['parts'] : [];
  const parts: ContentPart[] = [
    { kind: 'text', text: resultText(object), at },
    ...inside
      .filter(isObject)
      .flatMap((part, index) => resultMedia(part, `${at}.functionResponse.parts.${index}`)),
  ];
  return { kind: 'tool_result', callId, name, parts, object, isError: object['error'] !== undefined, at };
}

function resultMedia(part: JsonObject, at: string): ContentPart[] {
  const inline = part['inlineData'] ?? part['inline_data'];
  const file = part['fileData'] ?? part['file_data'];
  if (isObject(inline)) return [media(inline, inlineSource(inline, at), undefined, at)];
  return isObject(file) ? [media(file, fileSource(file, at), undefined, at)] : [];
}

/** A result that is a text under one of the documented keys is that text; any other is its JSON. */
function resultText(object: JsonObject): string {
  const entries = Object.entries(object);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && ['output', 'result', 'error'].includes(only[0])) {
    if (typeof only[1] === 'string') return only[1];
  }
  return JSON.stringify(object);
}

type Source = Extract<ContentPart, { kind: 'document' }>['source'];

function inlineSource(inline: JsonObject, at: string): Source {
  const data = neededText(inline['data'], `${at}.inlineData.data`);
  const said = optionalText(inline['mimeType'] ?? inline['mime_type'], `${at}.inlineData.mimeType`);
  const mediaType = mediaTypeOf(said, data);
  if (mediaType === undefined) throw wrongField(`${at}.inlineData.mimeType`, 'must name a media type');
  return { type: 'inline', mediaType, data };
}

function fileSource(file: JsonObject, at: string): Source {
  const url = neededText(file['fileUri'] ?? file['file_uri'], `${at}.fileData.fileUri`);
  const said = optionalText(file['mimeType'] ?? file['mime_type'], `${at}.fileData.mimeType`);
  if (OF_GOOGLE.test(url)) {
    throw wrongField(
      `${at}.fileData.fileUri`,
      "names a file that only Google's own models can read; send inlineData, or an address that everybody can read",
    );
  }
  return { type: 'url', url, mediaType: mediaTypeOf(said) ?? mediaTypeByEnding(url) };
}

function media(given: JsonObject, source: Source, signature: Signature | undefined, at: string): ContentPart {
  const mediaType = source.type === 'inline' || source.type === 'url' ? source.mediaType : undefined;
  const isFilm = source.type === 'url' && OF_YOUTUBE.test(source.url);
  const kind = mediaFamily(mediaType) ?? (isFilm ? 'video' : undefined);
  if (kind !== undefined) return { kind, source, signature, at };
  const filename = optionalText(given['displayName'] ?? given['display_name'], `${at}.displayName`);
  return { kind: 'document', source, filename: filename === '' ? undefined : filename, at };
}
