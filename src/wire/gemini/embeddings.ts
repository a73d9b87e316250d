import { wrongField } from '../../errors/invalid-field';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { optionalCount, optionalText } from '../canonical/field-readers';
import type { EmbeddingForm } from '../embedding-form';
import { taskTypeName } from './enum-names';

/** A text to embed, with what the API says of it besides. */
export interface EmbeddingEntry {
  readonly text: string;
  readonly taskType: string | undefined;
  readonly title: string | undefined;
}

/** A request for embeddings. */
export interface EmbeddingRequest {
  /** How it was asked for, and is answered: `embedContent`, `batchEmbedContents`, Vertex AI's `predict`. */
  readonly form: 'one' | 'batch' | 'predict';
  readonly entries: readonly EmbeddingEntry[];
  readonly dimensions: number | undefined;
  /** Fields that have no place here, by their names. */
  readonly others: readonly string[];
}

/** Fields of an entry that are read, or name what is known already. */
const READ: ReadonlySet<string> = new Set(
  ['content', 'model', 'taskType', 'title', 'outputDimensionality'].concat([
    ...['task_type', 'output_dimensionality', 'embedContentConfig', 'embed_content_config'],
  ]),
);

/** Which of the three requests it is: each has a field that the others do not have. */
export function embeddingForm(body: JsonObject): EmbeddingRequest['form'] {
  if (body['instances'] !== undefined) return 'predict';
  return body['requests'] === undefined ? 'one' : 'batch';
}

/**
 * Reads a request for embeddings of texts.
 * Formats: https://ai.google.dev/api/embeddings and
 * https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
 * @throws GatewayError INVALID_REQUEST naming the field, also for what is no text
 */
export function readGeminiEmbedding(body: JsonObject): EmbeddingRequest {
  const form = embeddingForm(body);
  if (form === 'predict') return readPredict(body);
  const listed = form === 'one' ? [body] : objectsIn(body['requests']);
  const dimensions = new Set<number | undefined>();
  const others = new Set<string>();
  const entries = listed.map((given, index) => {
    const at = form === 'one' ? '' : `requests.${index}.`;
    const config = given['embedContentConfig'] ?? given['embed_content_config'];
    const fields = { ...given, ...(isObject(config) ? config : {}) };
    dimensions.add(dimensionsOf(fields, at));
    for (const [name, value] of Object.entries(fields)) {
      if (!READ.has(name) && value !== null && value !== undefined) others.add(name);
    }
    return { text: textOf(given['content'], `${at}content`), ...about(fields, at) };
  });
  if (dimensions.size > 1) {
    throw wrongField('requests', 'must all have the same outputDimensionality for this model');
  }
  const [only] = dimensions;
  return { form, entries, dimensions: only, others: [...others] };
}

/** Answers a request in the form in which it was asked. @param tokens of all entries together */
export function geminiEmbeddings(
  form: EmbeddingRequest['form'],
  vectors: readonly unknown[],
  tokens: number,
): JsonObject {
  const usageMetadata = { promptTokenCount: tokens, totalTokenCount: tokens };
  switch (form) {
    case 'one':
      return { embedding: { values: vectors[0] ?? [] }, usageMetadata };
    case 'batch':
      return { embeddings: vectors.map((values) => ({ values })), usageMetadata };
    case 'predict':
      // Of several texts nobody told how many tokens each has.
      return {
        predictions: vectors.map((values) => ({
          embeddings: {
            values,
            ...(vectors.length === 1 ? { statistics: { token_count: tokens, truncated: false } } : {}),
          },
        })),
      };
  }
}

/** Gemini's requests for embeddings, for providers that take OpenAI's. */
export const GEMINI_EMBEDDINGS: EmbeddingForm = {
  read: (body) => {
    const { form, entries, dimensions, others } = readGeminiEmbedding(body);
    const dropped = new Set(others);
    for (const { taskType, title } of entries) {
      if (taskType !== undefined) dropped.add('taskType');
      if (title !== undefined) dropped.add('title');
    }
    const input = entries.map(({ text }) => text);
    return {
      request: { input, ...(dimensions === undefined ? {} : { dimensions }) },
      dropped: [...dropped],
      write: (vectors, tokens) => geminiEmbeddings(form, vectors, tokens),
    };
  },
};

function readPredict(body: JsonObject): EmbeddingRequest {
  const parameters = isObject(body['parameters']) ? body['parameters'] : {};
  const entries = objectsIn(body['instances']).map((instance, index) => {
    const at = `instances.${index}.`;
    const text = optionalText(instance['content'], `${at}content`) ?? '';
    if (text === '') throw wrongField(`${at}content`, 'must be a text');
    return { text, ...about(instance, at) };
  });
  const others = Object.keys(parameters).filter((name) => !READ.has(name) && name !== 'autoTruncate');
  return { form: 'predict', entries, dimensions: dimensionsOf(parameters, 'parameters.'), others };
}

function about(fields: JsonObject, at: string): Omit<EmbeddingEntry, 'text'> {
  return {
    taskType: optionalText(taskTypeName(fields['taskType'] ?? fields['task_type']), `${at}taskType`),
    title: optionalText(fields['title'], `${at}title`),
  };
}

function dimensionsOf(fields: JsonObject, at: string): number | undefined {
  const given = fields['outputDimensionality'] ?? fields['output_dimensionality'];
  return optionalCount(given, `${at}outputDimensionality`);
}

function textOf(content: unknown, at: string): string {
  const parts = isObject(content) ? content['parts'] : undefined;
  const texts = (isObject(parts) ? [parts] : objectsIn(parts)).map((part, index) => {
    if (typeof part['text'] === 'string') return part['text'];
    throw wrongField(`${at}.parts.${index}`, 'must be a text: this model embeds nothing else');
  });
  const text = texts.join('');
  if (text === '') throw wrongField(at, 'must hold a text');
  return text;
}
