import type { ListedModel } from '../../catalogue/listed-model';
import { invalid } from '../../errors/invalid-field';
import { isObject } from '../../json/json-object';

const USUAL_PAGE = 50;
const MAX_PAGE = 1_000;
const EMBEDS = /embed/i;

/** A model in Google's form. Format: https://ai.google.dev/api/models#Model */
export interface GeminiModel {
  readonly name: string;
  readonly baseModelId: string;
  readonly version: string;
  readonly displayName: string;
  /** The context window in tokens; left out where nobody knows it. */
  readonly inputTokenLimit?: number;
  /** The longest answer in tokens; left out where nobody knows it. */
  readonly outputTokenLimit?: number;
  readonly supportedGenerationMethods: readonly string[];
}

/** A page of them. */
export interface GeminiModelList {
  readonly models: readonly GeminiModel[];
  readonly nextPageToken?: string;
}

/** The same in Vertex AI's: https://cloud.google.com/vertex-ai/docs/reference/rest/v1beta1/publishers.models */
interface PublisherModel {
  readonly name: string;
  readonly versionId: string;
  readonly launchStage: string;
}

export function geminiModelOf({ id, contextLength, maxOutputTokens }: ListedModel): GeminiModel {
  return {
    name: `models/${id}`,
    baseModelId: id,
    version: '001',
    displayName: id,
    ...(contextLength === null ? {} : { inputTokenLimit: contextLength }),
    ...(maxOutputTokens === null ? {} : { outputTokenLimit: maxOutputTokens }),
    supportedGenerationMethods: EMBEDS.test(id)
      ? ['embedContent', 'batchEmbedContents', 'countTokens']
      : ['generateContent', 'streamGenerateContent', 'countTokens'],
  };
}

export function publisherModelOf({ id }: ListedModel): PublisherModel {
  return { name: `publishers/google/models/${id}`, versionId: 'default', launchStage: 'GA' };
}

/**
 * A page of the list. Format: https://ai.google.dev/api/models#method:-models.list
 * @param query `pageSize` (50 by default; more than 1000 is 1000), `pageToken`
 * @throws GatewayError INVALID_REQUEST for a size or a token that is not one
 */
export function geminiModelList(models: readonly ListedModel[], query: unknown): GeminiModelList {
  const { page, next } = pageOf(models, query);
  return { models: page.map(geminiModelOf), ...next };
}

/** The same for Vertex AI's clients. @throws GatewayError as {@link geminiModelList} */
export function publisherModelList(models: readonly ListedModel[], query: unknown): object {
  const { page, next } = pageOf(models, query);
  return { publisherModels: page.map(publisherModelOf), ...next };
}

interface Page {
  readonly page: readonly ListedModel[];
  readonly next: { readonly nextPageToken?: string };
}

function pageOf(models: readonly ListedModel[], query: unknown): Page {
  const { pageSize, pageToken, page_size: snakeSize, page_token: snakeToken } = isObject(query) ? query : {};
  const size = readSize(pageSize ?? snakeSize);
  const start = readToken(pageToken ?? snakeToken, models);
  const page = models.slice(start, start + size);
  const last = page.at(-1);
  const isMore = start + size < models.length && last !== undefined;
  return { page, next: isMore ? { nextPageToken: Buffer.from(last.id).toString('base64url') } : {} };
}

function readSize(given: unknown): number {
  if (given === undefined || given === '') return USUAL_PAGE;
  const size = Number(given);
  if (Number.isInteger(size) && size >= 0) return size === 0 ? USUAL_PAGE : Math.min(size, MAX_PAGE);
  throw invalid('pageSize', `pageSize must be a whole number from 1 to ${MAX_PAGE}.`);
}

/** A token names the last model of the page before: the list may have changed since. */
function readToken(given: unknown, models: readonly ListedModel[]): number {
  if (given === undefined || given === '') return 0;
  const last = typeof given === 'string' ? Buffer.from(given, 'base64url').toString() : '';
  const at = models.findIndex(({ id }) => id === last);
  if (at >= 0) return at + 1;
  throw invalid(
    'pageToken',
    'pageToken is not one that this list gave, or its model is gone: begin with the first page.',
  );
}
