import type { OpenAPIObject } from '@nestjs/swagger';
import type { Settings } from '../config/settings';
import type { ListedModel } from '../catalogue/listed-model';
import { operationsOf } from './openapi-types';
import type { Operation } from './openapi-types';

/** The models that the examples call. */
export interface ExampleModels {
  readonly chat: string;
  readonly embedding: string;
  readonly gemini: string;
  /** Whether `mock-*` models are there: the examples then keep the names that they are written with. */
  readonly mock: boolean;
}

/** Examples that only the mock is sure to answer: not every model reasons. */
const OF_THE_MOCK = 'reasoning';
const EMBEDS = /embed/i;
const ON_GOOGLE = /^(?:google|gemini|vertex)/;
/** What the mock answers too; every provider answers at Gemini's door, so that any model will do where none is Google's. */
const OF_GOOGLE = 'gemini-2.5-flash';
/** The bodies of these routes name no model. */
const WITHOUT_MODEL = /^\/(?:admin|v1\/conversations)\b/;

/**
 * Models that exist here. Connections have names that are nobody's business in production, where everybody can read the
 * document: there the examples call the default model.
 * @param listed what an internal key can call, the mode's own first
 */
export function exampleModels(settings: Settings, listed: readonly ListedModel[]): ExampleModels {
  const { llmMode, defaultModel, production } = settings;
  const shown = listed.filter(
    ({ id, available }) => available && (id === defaultModel || llmMode !== 'direct' || !production),
  );
  const chats = shown.filter(({ id }) => !EMBEDS.test(id));
  const chat = chats.find(({ id }) => id === defaultModel) ?? chats[0];
  const google = chats.find(({ provider }) => ON_GOOGLE.test(provider));
  return {
    chat: chat?.id ?? defaultModel,
    embedding: shown.find(({ id }) => EMBEDS.test(id))?.id ?? chat?.id ?? defaultModel,
    gemini: google?.id ?? (llmMode === 'mock' ? OF_GOOGLE : (chat?.id ?? defaultModel)),
    mock: llmMode === 'mock',
  };
}

/** A copy of the document whose examples call these models. */
export function withExampleModels(document: OpenAPIObject, models: ExampleModels): OpenAPIObject {
  const copy = structuredClone(document);
  for (const [path, item] of Object.entries(copy.paths)) {
    const name = path.includes('/embeddings') ? models.embedding : models.chat;
    for (const operation of operationsOf(item)) {
      if (path.startsWith('/v1beta/')) setParameter(operation, 'model', geminiExample(path, models));
      if (models.mock || WITHOUT_MODEL.test(path)) continue;
      if (path.endsWith('/models/{id}')) setParameter(operation, 'id', models.chat);
      setExamples(operation, name);
    }
  }
  return copy;
}

/** The model in a path of Gemini's API. */
function geminiExample(path: string, { gemini, chat, embedding, mock }: ExampleModels): string {
  if (/:(?:batchE|e)mbed/.test(path)) return mock ? 'mock-embedding' : embedding;
  if (path.includes(':')) return gemini;
  return mock ? 'mock' : chat;
}

function setParameter(operation: Operation, name: string, example: string): void {
  for (const parameter of operation.parameters ?? []) {
    if ('name' in parameter && parameter.name === name) parameter.example = example;
  }
}

function setExamples({ requestBody }: Operation, model: string): void {
  const { examples } =
    (requestBody !== undefined && 'content' in requestBody && requestBody.content['application/json']) || {};
  for (const [name, example] of Object.entries(examples ?? {})) {
    const value: unknown = 'value' in example ? example.value : undefined;
    if (name === OF_THE_MOCK) Reflect.deleteProperty(examples ?? {}, name);
    else if (typeof value === 'object' && value !== null)
      Object.assign(example, { value: { ...value, model } });
  }
}
