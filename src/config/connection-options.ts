/** Which of OpenAI's APIs a connection or a model is asked by. */
export type ModelApi = 'chat' | 'responses';

export const MODEL_APIS: readonly ModelApi[] = ['chat', 'responses'];

/** An option that is a text. */
export interface TextOption {
  /** Whose it is and what it says, for documents and help: no full stop. */
  readonly about: string;
  /** What it may hold. */
  readonly accepts: (text: string) => boolean;
  /** The same in words, behind "must be". */
  readonly demand: string;
  /** The values that there are, where these are few. */
  readonly values?: readonly string[];
  /** Whether it is among the `options` of a provider file too, which has health checks in a place of their own. */
  readonly inFile: boolean;
}

const NAME = /^[\w.:@-]{1,128}$/;
const MODEL_NAME = /^[\x21-\x7e]{1,256}$/;
const MIN_CHECK_S = 0.1;
const MAX_CHECK_S = 86_400;

/** A name that a provider gives. */
const NAMED = {
  accepts: (text: string) => NAME.test(text),
  demand: '1 to 128 letters, digits or . _ : @ -',
  inFile: true,
};

/**
 * The options of connections that are texts. A new one is a line here: the reader of the provider file, the registry's check, the
 * admin API with its document, and the command line with its help are made from these.
 */
export const TEXT_OPTIONS = {
  api_version: { about: "Azure: the query's api-version", ...NAMED },
  api: {
    about: "OpenAI's kind: the API by which models are asked; Chat Completions where it is left out",
    accepts: (text: string) => MODEL_APIS.some((one) => one === text),
    demand: MODEL_APIS.join(' or '),
    values: MODEL_APIS,
    inFile: true,
  },
  region: { about: 'Bedrock: the AWS region', ...NAMED },
  project: { about: 'Vertex AI: the Google Cloud project', ...NAMED },
  location: { about: 'Vertex AI: the location', ...NAMED },
  health_check: {
    about: 'seconds between two checks of a deployment that keeps failing; without it none is checked',
    accepts: isInterval,
    demand: `seconds from ${MIN_CHECK_S} to ${MAX_CHECK_S}, as a text`,
    inFile: false,
  },
  health_check_model: {
    about: 'another model of the provider that a check asks',
    accepts: (text: string) => MODEL_NAME.test(text),
    demand: "a model's name",
    inFile: false,
  },
} as const satisfies Readonly<Record<string, TextOption>>;

/** The name of an option that is a text. */
export type TextOptionName = keyof typeof TEXT_OPTIONS;

export const TEXT_OPTION_NAMES = Object.keys(TEXT_OPTIONS) as readonly TextOptionName[];

/** The option of this name; undefined where it is missing. */
export function textOption(name: string): TextOption | undefined {
  const known = TEXT_OPTION_NAMES.find((one) => one === name);
  return known === undefined ? undefined : TEXT_OPTIONS[known];
}

/**
 * What a provider needs besides an address and a credential, in the provider file, in the registry and in adapters alike;
 * every field is optional.
 */
export interface ConnectionOptions extends Partial<Readonly<Record<Exclude<TextOptionName, 'api'>, string>>> {
  readonly api?: ModelApi;
  /** Further request headers for this upstream; never `authorization` or another header that holds a credential. */
  readonly headers?: Readonly<Record<string, string>>;
}

function isInterval(text: string): boolean {
  const seconds = /^\d{1,5}(?:\.\d{1,3})?$/.test(text) ? Number(text) : NaN;
  return seconds >= MIN_CHECK_S && seconds <= MAX_CHECK_S;
}
