import type { PassedOperation } from '../../llm/passed-call';

/** What a route of the pass-through family takes. */
export interface PassedRoute {
  readonly operationId: string;
  readonly summary: string;
  /** Fields without which every provider refuses a JSON body: texts, or what the API calls by other types. */
  readonly needed: readonly string[];
  /** Whether Azure's SDKs ask for it with the deployment in the path. */
  readonly atDeployments: boolean;
  /** Bodies as the document shows them: of JSON examples that succeed against the mock, of a form its fields. */
  readonly body: PassedBodyExamples;
  /** The answer's media types. */
  readonly answers: readonly string[];
}

/** See {@link PassedRoute.body}. */
export type PassedBodyExamples =
  { readonly json: Readonly<Record<string, object>> } | { readonly form: Readonly<Record<string, object>> };

const JSON_TYPE = 'application/json';
const EVENTS = 'text/event-stream';
const FILE = { type: 'string', format: 'binary' };
const TEXT = { type: 'string' };

/** The routes, by what they ask for: data, one handler for all of them. */
export const PASSED_ROUTES: Readonly<Record<PassedOperation, PassedRoute>> = {
  'images/generations': {
    operationId: 'createImage',
    summary: 'Pictures from a text',
    needed: ['prompt'],
    atDeployments: true,
    body: { json: { picture: { model: 'mock', prompt: 'A red square.' } } },
    answers: [JSON_TYPE, EVENTS],
  },
  'images/edits': {
    operationId: 'createImageEdit',
    summary: 'A picture changed by a text',
    needed: ['prompt'],
    atDeployments: true,
    body: { form: { model: TEXT, prompt: TEXT, image: FILE } },
    answers: [JSON_TYPE, EVENTS],
  },
  'images/variations': {
    operationId: 'createImageVariation',
    summary: 'Variations of a picture',
    needed: [],
    atDeployments: false,
    body: { form: { model: TEXT, image: FILE } },
    answers: [JSON_TYPE],
  },
  'audio/speech': {
    operationId: 'createSpeech',
    summary: 'A text spoken',
    needed: ['input'],
    atDeployments: true,
    body: { json: { speech: { model: 'mock', input: 'Hello there.', voice: 'alloy' } } },
    answers: ['audio/wav', EVENTS],
  },
  'audio/transcriptions': {
    operationId: 'createTranscription',
    summary: 'The text of a sound',
    needed: [],
    atDeployments: true,
    body: { form: { model: TEXT, file: FILE } },
    answers: [JSON_TYPE, EVENTS],
  },
  'audio/translations': {
    operationId: 'createTranslation',
    summary: 'The text of a sound, in English',
    needed: [],
    atDeployments: true,
    body: { form: { model: TEXT, file: FILE } },
    answers: [JSON_TYPE],
  },
  moderations: {
    operationId: 'createModeration',
    summary: 'Whether a text may harm',
    needed: ['input'],
    atDeployments: false,
    body: { json: { text: { model: 'mock', input: 'Hello there.' } } },
    answers: [JSON_TYPE],
  },
  rerank: {
    operationId: 'rerank',
    summary: "Documents in the order of their use for a question, in Cohere's and Jina's form",
    needed: ['query', 'documents'],
    atDeployments: false,
    body: {
      json: {
        documents: {
          model: 'mock',
          query: 'What color is the sky?',
          documents: ['Grass is green.', 'The sky is blue.'],
          top_n: 1,
        },
      },
    },
    answers: [JSON_TYPE],
  },
  completions: {
    operationId: 'createCompletion',
    summary: 'Completions of a text (legacy)',
    needed: ['prompt'],
    atDeployments: true,
    body: {
      json: {
        answer: { model: 'mock', prompt: 'Say hello.' },
        stream: { model: 'mock', prompt: 'Say hello.', stream: true },
      },
    },
    answers: [JSON_TYPE, EVENTS],
  },
};

/** The paths of a route: OpenAI's, as clients say it that leave `/v1` out, and Azure's two; Cohere's SDK says `/v2/rerank`. */
export function passedPaths(operation: PassedOperation): string[] {
  const azure = PASSED_ROUTES[operation].atDeployments ? [`openai/deployments/:model/${operation}`] : [];
  const cohere = operation === 'rerank' ? ['v2/rerank'] : [];
  return [`v1/${operation}`, ...cohere, operation, `openai/v1/${operation}`, ...azure];
}
