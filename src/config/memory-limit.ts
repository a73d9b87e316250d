import { totalmem } from 'node:os';

const MIB = 1024 * 1024;
/** What the process needs besides bodies: itself, its registry, connections and small calls. */
const BASE_BYTES = 192 * MIB;
/** A body is in memory up to this often: as it came, as it goes on, and parsed where a provider's format asks for it. */
const COPIES = 4;
const LEAST_BYTES = 32 * MIB;
const MOST_BYTES = 1024 * MIB;

/**
 * The memory that this process may use, in bytes: its container's limit (cgroup v2 or v1; Node reads them), else the
 * machine's memory.
 */
export function memoryLimitBytes(): number {
  const machine = totalmem();
  const container = process.constrainedMemory();
  return container > 0 && container < machine ? container : machine;
}

/** What may be in memory at most besides the process itself, in bytes. */
export interface MemoryBudgets {
  /** Bodies, whole answers and large frames. */
  readonly bodyMemoryBytes: number;
  /** Answers under an idempotency key. */
  readonly answersBytes: number;
  /** Answers and conversations of the Responses door. */
  readonly responsesMemoryBytes: number;
  /** What providers signed. */
  readonly keptAnswersBytes: number;
}

/** The greatest default of each kept thing, and the share of the memory that is not passed. */
const KEPT = {
  answersBytes: { most: 64 * MIB, share: 24 },
  responsesMemoryBytes: { most: 64 * MIB, share: 24 },
  keptAnswersBytes: { most: 32 * MIB, share: 48 },
} as const;

/**
 * The budgets as they are set, and what fits into the memory there is for those that no setting names: a tenth at most for what
 * is kept of answers, and for bodies the rest, divided by how often one may be in memory.
 */
export function memoryBudgets(
  set: { readonly [Name in keyof MemoryBudgets]?: number | undefined },
  memoryBytes = memoryLimitBytes(),
): MemoryBudgets {
  const kept = (name: keyof typeof KEPT): number =>
    set[name] ??
    Math.min(KEPT[name].most, Math.max(1, Math.floor(memoryBytes / KEPT[name].share / MIB)) * MIB);
  const budgets = {
    answersBytes: kept('answersBytes'),
    responsesMemoryBytes: kept('responsesMemoryBytes'),
    keptAnswersBytes: kept('keptAnswersBytes'),
  };
  const fitting = Math.floor((memoryBytes - besidesBodies(budgets)) / COPIES / MIB) * MIB;
  return {
    ...budgets,
    bodyMemoryBytes: set.bodyMemoryBytes ?? Math.min(MOST_BYTES, Math.max(LEAST_BYTES, fitting)),
  };
}

function besidesBodies(kept: Pick<MemoryBudgets, keyof typeof KEPT>): number {
  return BASE_BYTES + kept.answersBytes + kept.responsesMemoryBytes + kept.keptAnswersBytes;
}

/**
 * Says that the budgets together are more than the memory that there is, so that the kernel may end the process.
 * @returns undefined where they fit
 */
export function memoryWarning(budgets: MemoryBudgets, memoryBytes = memoryLimitBytes()): string | undefined {
  const { bodyMemoryBytes, answersBytes, responsesMemoryBytes, keptAnswersBytes } = budgets;
  const sum = besidesBodies(budgets) + COPIES * bodyMemoryBytes;
  if (sum <= memoryBytes) return undefined;
  return (
    `The service may take ${inMib(sum)} MiB of memory, and there are ${inMib(memoryBytes)}: ${inMib(BASE_BYTES)} for itself, ` +
    `${COPIES} times BODY_MEMORY_MIB (${inMib(bodyMemoryBytes)}), ANSWERS_MIB (${inMib(answersBytes)}), RESPONSES_MEMORY_MIB ` +
    `(${inMib(responsesMemoryBytes)}) and KEPT_ANSWERS_MIB (${inMib(keptAnswersBytes)}). Give the container more, or set less.`
  );
}

function inMib(bytes: number): number {
  return Math.round(bytes / MIB);
}
