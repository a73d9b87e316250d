/** What a client is set up with. */
export interface ConnectTo {
  /** The gateway, without a slash at its end. */
  readonly url: string;
  readonly key: string;
  /** Undefined where nobody named one: clients that need one get the default model. */
  readonly model: string | undefined;
  readonly defaultModel: string;
}

/**
 * How a settings file is written, and how what is set joins what is there. `env` is as dotenv reads it, with quotes; `docker-env` as
 * `docker run --env-file` does, for which quotes are a part of the value.
 */
export type SettingsFormat = 'json' | 'yaml' | 'toml' | 'env' | 'docker-env';

/** A tree of settings; a list joins another by the names of its members. */
export interface SettingsTree {
  readonly [name: string]:
    string | number | boolean | readonly SettingsTree[] | readonly string[] | SettingsTree;
}

/** A settings file of a client. */
export interface ClientFile {
  readonly format: SettingsFormat;
  /** Below the folder of `root`, or of the home where its variable is not set. `./` is a folder that its operator chose. */
  readonly path: string;
  /** The environment variable that moves the client's folder, and the part of `path` that it represents. */
  readonly root?: readonly [variable: string, folder: string];
  readonly settings: SettingsTree;
  /** What its settings need besides, where the file does not say it. */
  readonly defaults?: SettingsTree;
  /** Tables with which the client does not take these settings. */
  readonly without?: readonly (readonly string[])[];
}

/** A client: its settings files, or what to do by hand where it has none that can be written. */
export interface ConnectClient {
  readonly name: string;
  /** The client's own page about it. */
  readonly source: string;
  readonly files: (to: ConnectTo) => readonly ClientFile[];
  /** Sentences for people; what remains to be done. */
  readonly steps: (to: ConnectTo) => readonly string[];
}

const NAME = 'llm-proxy';
const modelOf = ({ model, defaultModel }: ConnectTo): string => model ?? defaultModel;
const none = (): readonly string[] => [];

/** Every client that `connect` knows, in the order of its help. */
export const CONNECT_CLIENTS: readonly ConnectClient[] = [
  {
    name: 'claude-code',
    source: 'https://docs.claude.com/en/docs/claude-code/llm-gateway',
    files: ({ url, key, model }) => [
      {
        format: 'json',
        path: '.claude/settings.json',
        root: ['CLAUDE_CONFIG_DIR', '.claude'],
        settings: {
          env: {
            ANTHROPIC_BASE_URL: url,
            ANTHROPIC_AUTH_TOKEN: key,
            ...(model !== undefined && { ANTHROPIC_MODEL: model }),
          },
        },
      },
    ],
    steps: ({ model }) =>
      model === undefined
        ? [
            "Claude Code asks for claude-… models by name: give the key an alias 'claude-*', or name one with --model.",
          ]
        : [],
  },
  {
    name: 'codex',
    source: 'https://developers.openai.com/codex/config-reference',
    files: (to) => [
      {
        format: 'toml',
        path: '.codex/config.toml',
        root: ['CODEX_HOME', '.codex'],
        settings: {
          model: modelOf(to),
          model_provider: NAME,
          model_providers: {
            [NAME]: {
              name: 'LLM Proxy Service',
              base_url: `${to.url}/v1`,
              wire_api: 'responses',
              experimental_bearer_token: to.key,
            },
          },
        },
        // "provider auth cannot be combined with experimental_bearer_token": Codex would not start.
        without: [['model_providers', NAME, 'auth']],
      },
    ],
    steps: none,
  },
  {
    name: 'gemini-cli',
    source: 'https://github.com/google-gemini/gemini-cli/blob/main/docs/reference/configuration.md',
    files: ({ url, key, model }) => [
      {
        format: 'env',
        path: '.gemini/.env',
        settings: {
          GOOGLE_GEMINI_BASE_URL: url,
          GEMINI_API_KEY: key,
          ...(model !== undefined && { GEMINI_MODEL: model }),
        },
      },
      {
        format: 'json',
        path: '.gemini/settings.json',
        settings: { security: { auth: { selectedType: 'gemini-api-key' } } },
      },
    ],
    steps: ({ model }) =>
      model === undefined
        ? [
            "Gemini CLI asks for gemini-… models by name: give the key an alias 'gemini-*', or name one with --model.",
          ]
        : [],
  },
  {
    name: 'opencode',
    source: 'https://opencode.ai/docs/providers/#custom-provider',
    files: (to) => [
      {
        format: 'json',
        path: '.config/opencode/opencode.json',
        root: ['XDG_CONFIG_HOME', '.config'],
        defaults: { $schema: 'https://opencode.ai/config.json' },
        settings: {
          provider: {
            [NAME]: {
              npm: '@ai-sdk/openai-compatible',
              name: 'LLM Proxy Service',
              options: { baseURL: `${to.url}/v1`, apiKey: to.key },
              models: { [modelOf(to)]: { name: modelOf(to) } },
            },
          },
          model: `${NAME}/${modelOf(to)}`,
          small_model: `${NAME}/${modelOf(to)}`,
        },
      },
    ],
    steps: none,
  },
  {
    name: 'qwen-code',
    source: 'https://qwenlm.github.io/qwen-code-docs/en/users/configuration/auth/',
    files: (to) => [
      {
        format: 'env',
        path: '.qwen/.env',
        settings: {
          OPENAI_BASE_URL: `${to.url}/v1`,
          OPENAI_API_KEY: to.key,
          OPENAI_MODEL: modelOf(to),
        },
      },
      {
        format: 'json',
        path: '.qwen/settings.json',
        settings: { security: { auth: { selectedType: 'openai' } } },
      },
    ],
    steps: none,
  },
  {
    name: 'cline',
    source: 'https://docs.cline.bot/provider-config/openai-compatible',
    files: () => [],
    steps: (to) => [
      `Cline CLI: cline auth --provider openai --apikey '${to.key}' --baseurl ${to.url}/v1 --modelid '${modelOf(to)}'`,
      `VS Code: Cline's settings, API Provider "OpenAI Compatible", Base URL ${to.url}/v1, API Key ${to.key}, Model ID ${modelOf(to)}.`,
    ],
  },
  {
    name: 'continue',
    source: 'https://docs.continue.dev/reference',
    files: (to) => [
      {
        format: 'yaml',
        path: '.continue/config.yaml',
        defaults: { name: 'LLM Proxy Service', version: '1.0.0', schema: 'v1' },
        settings: {
          models: [
            {
              name: NAME,
              provider: 'openai',
              model: modelOf(to),
              apiBase: `${to.url}/v1`,
              apiKey: to.key,
              roles: ['chat', 'edit', 'apply'],
            },
          ],
        },
      },
    ],
    steps: none,
  },
  {
    name: 'cursor',
    source: 'https://cursor.com/docs/settings/api-keys',
    files: () => [],
    steps: (to) => [
      `Cursor's settings, Models, API Keys: OpenAI API Key ${to.key}, Override OpenAI Base URL ${to.url}/cursor/v1.`,
      `Add the model ${modelOf(to)} there. Cursor's servers ask this address, so it has to be reachable from the internet, over https.`,
    ],
  },
  {
    name: 'aider',
    source: 'https://aider.chat/docs/llms/openai-compat.html',
    files: (to) => [
      {
        format: 'yaml',
        path: '.aider.conf.yml',
        settings: {
          'openai-api-base': `${to.url}/v1`,
          'openai-api-key': to.key,
          model: `openai/${modelOf(to)}`,
        },
      },
    ],
    steps: none,
  },
  {
    name: 'open-webui',
    source: 'https://docs.openwebui.com/reference/env-configuration#openai',
    files: ({ url, key }) => [
      {
        format: 'docker-env',
        path: './.env',
        settings: {
          ENABLE_OPENAI_API: 'true',
          OPENAI_API_BASE_URL: `${url}/v1`,
          OPENAI_API_KEY: key,
        },
      },
    ],
    steps: () => [
      'Open WebUI reads these at its first start: docker run --env-file .env … Later they are changed in Admin Panel, Settings, Connections.',
    ],
  },
  {
    name: 'librechat',
    source: 'https://www.librechat.ai/docs/configuration/librechat_yaml/object_structure/custom_endpoint',
    files: (to) => [
      {
        format: 'yaml',
        path: './librechat.yaml',
        defaults: { version: '1.2.1' },
        settings: {
          endpoints: {
            custom: [
              {
                name: NAME,
                apiKey: to.key,
                baseURL: `${to.url}/v1`,
                models: { default: [modelOf(to)], fetch: true },
                titleConvo: true,
                titleModel: 'current_model',
                modelDisplayLabel: 'LLM Proxy Service',
              },
            ],
          },
        },
      },
    ],
    steps: none,
  },
];
