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

/** How many bytes of bodies may be in memory where no setting says so: what fits into the memory there is. */
export function defaultBodyMemoryBytes(memoryBytes = memoryLimitBytes()): number {
  const fitting = Math.floor((memoryBytes - BASE_BYTES) / COPIES / MIB) * MIB;
  return Math.min(MOST_BYTES, Math.max(LEAST_BYTES, fitting));
}
