import { hash } from 'node:crypto';
import type { ListedModel } from '../../catalogue/listed-model';

/** A model as Codex's catalogue has it. */
interface CodexModel {
  readonly slug: string;
  readonly display_name: string;
  readonly [field: string]: unknown;
}

/** The catalogue that Codex asks for with its version. */
export interface CodexModelList {
  readonly models: readonly CodexModel[];
}

/**
 * Codex has no prompt of its own for a model that a catalogue names: it sends these instructions, and nothing where they are
 * empty.
 */
const INSTRUCTIONS = `You are a coding agent in the Codex CLI, on the computer of the user. You work in the user's folder with the tools that you are given.

- Go on until the task is solved. Do not guess: read files, and search before you read.
- Change files with apply_patch. Keep to the style of the code around, and change what the task needs and nothing more.
- Follow AGENTS.md of the folder that you work in, and of those above it.
- Run the tests or the build that are there, as far as the sandbox lets you, before you say that you are done.
- Do not commit, do not undo changes that are not yours, and remove nothing that you were not asked to remove.
- Before a group of tool calls say in one short sentence what you are going to do.
- At the end say in a few sentences what you changed, where, and what is left. Name files by their paths.`;

const LEVELS = [
  { effort: 'low', description: 'Answers sooner' },
  { effort: 'medium', description: 'Between the two' },
  { effort: 'high', description: 'Thinks longer' },
];

/**
 * The models in the form of Codex's catalogue. What Codex can do with one is the same for all: its tools and its reasoning levels
 * are mapped at every provider.
 * Format: https://github.com/openai/codex/blob/main/codex-rs/protocol/src/openai_models.rs (ModelsResponse)
 */
export function codexModelList(models: readonly ListedModel[]): CodexModelList {
  return { models: models.map(codexModel) };
}

/** A tag that changes with the list. */
export function entityTag(list: CodexModelList): string {
  return `"${hash('sha256', JSON.stringify(list), 'base64url').slice(0, 22)}"`;
}

/** Whether a request is Codex's: no other client says its version here. */
export function asksForCodex(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'client_version' in query;
}

function codexModel({ id, provider, contextLength }: ListedModel, index: number): CodexModel {
  return {
    slug: id,
    display_name: id,
    description: `${id} (${provider})`,
    // Without one the model's own default holds.
    default_reasoning_level: null,
    supported_reasoning_levels: LEVELS,
    shell_type: 'shell_command',
    visibility: 'list',
    supported_in_api: true,
    priority: index + 1,
    availability_nux: null,
    upgrade: null,
    base_instructions: INSTRUCTIONS,
    supports_reasoning_summaries: true,
    default_reasoning_summary: 'auto',
    support_verbosity: false,
    default_verbosity: null,
    apply_patch_tool_type: 'freeform',
    truncation_policy: { mode: 'tokens', limit: 10_000 },
    supports_parallel_tool_calls: true,
    context_window: contextLength,
    experimental_supported_tools: [],
    input_modalities: ['text', 'image'],
  };
}
