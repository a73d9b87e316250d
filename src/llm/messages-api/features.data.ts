import { lookup } from '../../json/lookup';

/** A platform that serves Claude, as this table names it. */
export type PlatformName = 'anthropic' | 'foundry' | 'vertex' | 'bedrock';

/** Where a beta is taken, under its own name (`true`) or under another; on a cloud that is left out it is not. */
type TakenAt = Readonly<Partial<Record<Exclude<PlatformName, 'anthropic'>, true | string>>>;

const ALL: TakenAt = { foundry: true, vertex: true, bedrock: true };
const FOUNDRY: TakenAt = { foundry: true };
/** https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-fallback-credit.html */
const CREDIT: TakenAt = { foundry: true, bedrock: 'fallback-credit-2026-06-09' };

/**
 * The betas of the Messages API, and the clouds that take them. Bedrock and Vertex AI answer 400 to every other one; Foundry,
 * which Anthropic runs itself, is asked for what is not in this list too.
 * Sources: https://platform.claude.com/docs/en/api/beta-headers and the availability noted on each feature's page there,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 * (`anthropic_beta`), https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude, and
 * https://github.com/BerriAI/litellm/blob/main/litellm/anthropic_beta_headers_config.json for what the pages leave open; the
 * names that Claude Code alone uses (2.1.332) are in its own source
 */
export const BETAS = lookup<TakenAt>({
  'advanced-tool-use-2025-11-20': {
    foundry: true,
    vertex: 'tool-search-tool-2025-10-19',
    bedrock: 'tool-search-tool-2025-10-19',
  },
  'advisor-tool-2026-03-01': {},
  'cache-diagnosis-2026-04-07': FOUNDRY,
  'claude-code-20250219': FOUNDRY,
  'code-execution-2025-05-22': FOUNDRY,
  'code-execution-2025-08-25': FOUNDRY,
  'compact-2026-01-12': { vertex: true, bedrock: true },
  'compact-2026-09-04': {},
  'computer-use-2024-10-22': ALL,
  'computer-use-2025-01-24': ALL,
  'computer-use-2025-11-24': ALL,
  'context-1m-2025-08-07': ALL,
  'context-management-2025-06-27': ALL,
  'dangerous-tool-use-2026-09-03': ALL,
  'dev-full-thinking-2025-05-14': { foundry: true, bedrock: true },
  'effort-2025-11-24': { foundry: true, bedrock: true },
  'extended-cache-ttl-2025-04-11': FOUNDRY,
  'fallback-credit-2026-06-01': CREDIT,
  'fallback-credit-2026-06-09': CREDIT,
  'fallback-credit-2026-07-01': CREDIT,
  'fast-mode-2026-02-01': {},
  'files-api-2025-04-14': FOUNDRY,
  'fine-grained-tool-streaming-2025-05-14': { bedrock: true },
  'inline-tools-2026-09-15': { vertex: true },
  'interleaved-thinking-2025-05-14': ALL,
  'mcp-client-2025-04-04': FOUNDRY,
  'mcp-client-2025-11-20': FOUNDRY,
  'mcp-client-2026-09-15': FOUNDRY,
  'message-threads-2026-08-12': FOUNDRY,
  'mid-conversation-output-config-2026-07-01': { bedrock: true },
  'mid-conversation-system-clear-at-2026-08-21': {},
  'mid-conversation-tool-changes-2026-07-01': { bedrock: true },
  'output-128k-2025-02-19': { bedrock: true },
  'per-turn-control-2026-07-01': { foundry: true, vertex: true },
  'prompt-caching-2024-07-31': FOUNDRY,
  'prompt-caching-evict-2026-05-12': FOUNDRY,
  'prompt-caching-scope-2026-01-05': {},
  'server-side-fallback-2026-06-01': {},
  'server-side-fallback-2026-07-01': {},
  'skills-2025-10-02': FOUNDRY,
  'structured-outputs-2025-11-13': FOUNDRY,
  'structured-outputs-2025-12-15': FOUNDRY,
  'task-budgets-2026-03-13': FOUNDRY,
  'thinking-binding-controls-2026-08-01': ALL,
  'thinking-display-updates-2026-08-18': ALL,
  'thinking-token-count-2026-05-13': FOUNDRY,
  'timing-2026-09-09': FOUNDRY,
  'token-counting-2024-11-01': FOUNDRY,
  'token-efficient-tools-2025-02-19': { bedrock: true },
  'tool-examples-2025-10-29': { foundry: true, bedrock: true },
  'tool-search-tool-2025-10-19': ALL,
  'user-profiles-billing-2026-10-01': FOUNDRY,
  'web-fetch-2025-09-10': FOUNDRY,
  'web-search-2025-03-05': { foundry: true, vertex: true },
});

/** Which parts of a request belong to a feature. */
export interface FeatureParts {
  /** Fields of the body. */
  readonly fields?: readonly string[];
  /** Fields of `output_config`. */
  readonly outputConfig?: readonly string[];
  /** Fields of `thinking`. */
  readonly thinking?: readonly string[];
  /** Fields of each of the tools. */
  readonly toolFields?: readonly string[];
  /** Tools, by their type. */
  readonly toolTypes?: RegExp;
  /** Fields of `cache_control`, wherever that is. */
  readonly cacheFields?: readonly string[];
  /** Entries of `context_management.edits`, by their type. */
  readonly edits?: RegExp;
  /** Fields of each of the messages. */
  readonly turnFields?: readonly string[];
  /** Fields of the `output_config` of each of the messages. */
  readonly turnConfig?: readonly string[];
  /** Blocks of messages of the system, by their type and that of their tool (`tool_removal tool_reference`). */
  readonly turnBlocks?: RegExp;
  /**
   * What tools that run at Anthropic left in earlier answers: blocks by their type, and those of the type `server_tool_use` by
   * their tool too (`server_tool_use web_fetch`).
   */
  readonly runs?: RegExp;
  /** `cache_control` of the body, which marks the last block that can be cached. */
  readonly automaticCache?: true;
  /** The field `caller` of tool calls, by its type: what at Anthropic has made them. */
  readonly callers?: RegExp;
}

/** A feature that a beta opens: its parts of a request, and where it needs no beta any more. */
export interface Feature extends FeatureParts {
  /** Any one of them opens it; where no beta is named, it is open at every platform that is not named as without it. */
  readonly betas: readonly string[];
  /**
   * Clouds on which it is generally available although its beta is not taken, for models from a version on (`406` is 4.6; 0
   * for all). A model whose name tells nothing counts as new.
   */
  readonly open?: Readonly<Partial<Record<PlatformName, number>>>;
  /** Clouds that take its beta, and not these parts of it. */
  readonly notAt?: readonly PlatformName[];
}

/**
 * What travels together: a platform that takes none of a feature's betas gets none of its parts either.
 * Sources, beside those of {@link BETAS}:
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/structured_outputs,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html (an hour, from 4.5 on),
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#automatic-caching (not on Bedrock and Vertex AI),
 * https://platform.claude.com/docs/en/build-with-claude/effort (needs no beta from 4.6 on),
 * https://platform.claude.com/docs/en/build-with-claude/refusals-and-fallback (server-side fallback is at Anthropic alone),
 * https://platform.claude.com/docs/en/build-with-claude/preserved-thinking#preserved-thinking-controls
 */
export const FEATURES: readonly Feature[] = [
  // In front of those that look into cache marks.
  { betas: [], automaticCache: true, notAt: ['vertex', 'bedrock'] },
  { betas: ['context-management-2025-06-27'], edits: /^clear_tool_uses_/, toolTypes: /^memory_/ },
  { betas: ['context-management-2025-06-27'], edits: /^clear_(?!tool_uses_)/, notAt: ['bedrock'] },
  { betas: ['compact-2026-01-12', 'compact-2026-09-04'], edits: /^compact_/ },
  { betas: ['compact-2026-09-04'], fields: ['compaction'] },
  {
    betas: ['mcp-client-2025-04-04', 'mcp-client-2025-11-20', 'mcp-client-2026-09-15'],
    fields: ['mcp_servers'],
    toolTypes: /^mcp_toolset$/,
    runs: /^mcp_tool_(?:use|result|listing)$/,
  },
  {
    betas: ['skills-2025-10-02', 'code-execution-2025-08-25', 'code-execution-2025-05-22'],
    fields: ['container'],
    toolTypes: /^code_execution_/,
    runs: /^(?:server_tool_use )?(?:bash_|text_editor_)?code_execution(?:_tool_result)?$|^container_upload$/,
  },
  { betas: ['thinking-binding-controls-2026-08-01'], thinking: ['block_binding'] },
  { betas: ['fast-mode-2026-02-01'], fields: ['speed'] },
  {
    betas: ['server-side-fallback-2026-06-01', 'server-side-fallback-2026-07-01'],
    fields: ['fallbacks'],
    runs: /^fallback$/,
  },
  {
    betas: ['fallback-credit-2026-06-01', 'fallback-credit-2026-06-09', 'fallback-credit-2026-07-01'],
    fields: ['fallback_credit_token'],
  },
  { betas: ['cache-diagnosis-2026-04-07'], fields: ['diagnostics'] },
  { betas: ['user-profiles-billing-2026-10-01'], fields: ['billing_policy'] },
  { betas: ['message-threads-2026-08-12'], fields: ['thread'] },
  { betas: ['dangerous-tool-use-2026-09-03'], fields: ['safeguards'] },
  { betas: ['effort-2025-11-24'], outputConfig: ['effort'], open: { vertex: 406 } },
  { betas: ['task-budgets-2026-03-13'], outputConfig: ['task_budget'] },
  {
    betas: ['structured-outputs-2025-11-13', 'structured-outputs-2025-12-15'],
    fields: ['output_format'],
    outputConfig: ['format'],
    toolFields: ['strict'],
    open: { vertex: 406, bedrock: 405 },
  },
  {
    betas: ['per-turn-control-2026-07-01', 'mid-conversation-output-config-2026-07-01'],
    turnFields: ['output_config'],
  },
  { betas: ['timing-2026-09-09'], turnConfig: ['timing'] },
  { betas: ['mid-conversation-system-clear-at-2026-08-21'], turnFields: ['clear_at'] },
  {
    betas: ['mid-conversation-tool-changes-2026-07-01'],
    turnBlocks: /^tool_(?:addition|removal) (?!tool_definition)/,
  },
  { betas: ['inline-tools-2026-09-15'], turnBlocks: /^tool_addition tool_definition/ },
  {
    betas: ['advanced-tool-use-2025-11-20', 'tool-search-tool-2025-10-19'],
    toolFields: ['defer_loading'],
    toolTypes: /^tool_search_tool_/,
  },
  {
    betas: ['tool-examples-2025-10-29', 'advanced-tool-use-2025-11-20'],
    toolFields: ['input_examples'],
    notAt: ['vertex'],
  },
  {
    betas: ['advanced-tool-use-2025-11-20'],
    toolFields: ['allowed_callers'],
    callers: /^code_execution_/,
    notAt: ['vertex', 'bedrock'],
  },
  {
    betas: ['fine-grained-tool-streaming-2025-05-14'],
    toolFields: ['eager_input_streaming'],
    notAt: ['bedrock'],
  },
  {
    betas: ['extended-cache-ttl-2025-04-11'],
    cacheFields: ['ttl'],
    open: { vertex: 0, bedrock: 405 },
  },
  { betas: ['prompt-caching-scope-2026-01-05'], cacheFields: ['scope'] },
  { betas: ['prompt-caching-evict-2026-05-12'], cacheFields: ['evict_on_complete'] },
  {
    betas: ['web-fetch-2025-09-10'],
    toolTypes: /^web_fetch_/,
    runs: /^(?:server_tool_use )?web_fetch(?:_tool_result)?$/,
  },
  {
    betas: ['web-search-2025-03-05'],
    toolTypes: /^web_search_/,
    runs: /^(?:server_tool_use )?web_search(?:_tool_result)?$/,
  },
  {
    betas: ['advisor-tool-2026-03-01'],
    toolTypes: /^advisor_/,
    runs: /^(?:server_tool_use )?advisor(?:_tool_result)?$/,
  },
];

/** Fields of the body that every platform knows. */
export const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...[
    'model',
    'messages',
    'system',
    'max_tokens',
    'stream',
    'stop_sequences',
    'temperature',
    'top_p',
    'top_k',
  ],
  ...['tools', 'tool_choice', 'thinking', 'metadata', 'service_tier', 'cache_control', 'output_config'],
  ...['context_management', 'inference_geo', 'anthropic_version', 'anthropic_beta'],
  ...FEATURES.flatMap(({ fields = [] }) => fields),
]);
