import type { BlockList } from 'node:net';
import { networks } from '../../config/setting-types';
import type { CaptureRules, OwnerLimit, OwnerLimitName, OwnerRulesEntry } from '../memory/registry-view';
import type { OwnerRules } from '../registry-records';
import { rulesIn } from './owner-rules.record';

const PERIODS = [
  ['second', 1],
  ['minute', 60],
  ['day', 86_400],
] as const;

/** An owner with this is let in nowhere. */
const CLOSED: OwnerRulesEntry = {
  limits: [],
  concurrent: [],
  addresses: [networks.parse('')],
  doors: [],
  capture: undefined,
};

const lists = new Map<string, BlockList>();
const MAX_LISTS = 10_000;

/** Thousands of keys and groups have the same few lists: one serves them all. */
function sharedList(addresses: readonly string[]): BlockList {
  const text = addresses.join(',');
  let list = lists.get(text);
  if (list === undefined) {
    if (lists.size >= MAX_LISTS) lists.clear();
    lists.set(text, (list = networks.parse(text)));
  }
  return list;
}

/**
 * The rules of a key or group as admission reads them.
 * @param stored the column of its row
 * @param above those of the groups above it, which hold too
 * @returns undefined where they are missing
 */
export function rulesEntry(
  owner: 'key' | 'group',
  ownerId: string,
  stored: string | null,
  above?: OwnerRulesEntry,
): OwnerRulesEntry | undefined {
  if (stored === null) return above;
  const rules = rulesIn(stored);
  if (rules === undefined) return CLOSED;
  const { max_concurrent: max, allowed_addresses: addresses, allowed_doors: doors } = rules;
  return {
    limits: [...limitsOf(owner, ownerId, rules), ...(above?.limits ?? [])],
    concurrent: [...(max === null ? [] : [{ owner, ownerId, max }]), ...(above?.concurrent ?? [])],
    addresses: [...(addresses === null ? [] : [sharedList(addresses)]), ...(above?.addresses ?? [])],
    doors: [...(doors === null ? [] : [new Set(doors)]), ...(above?.doors ?? [])],
    capture: captureWithin(captureOf(rules), above?.capture),
  };
}

/**
 * What an owner says of captured content, and where it says nothing, what the groups above it say. What is to be taken out for one
 * of them is taken out.
 */
export function captureWithin(
  own: CaptureRules | undefined,
  above: CaptureRules | undefined,
): CaptureRules | undefined {
  if (own === undefined || above === undefined) return own ?? above;
  return {
    mode: own.mode ?? above.mode,
    days: own.days ?? above.days,
    redact: [...new Set([...own.redact, ...above.redact])],
  };
}

function captureOf({ capture, capture_days, capture_redact }: OwnerRules): CaptureRules | undefined {
  if (capture === null && capture_days === null && capture_redact === null) return undefined;
  return { mode: capture ?? undefined, days: capture_days ?? undefined, redact: capture_redact ?? [] };
}

function limitsOf(owner: 'key' | 'group', ownerId: string, rules: OwnerRules): OwnerLimit[] {
  const limits: OwnerLimit[] = [];
  for (const counts of ['requests', 'tokens'] as const) {
    for (const [period, seconds] of PERIODS) {
      const amount = rules[`${counts}_per_${period}`];
      if (amount === null) continue;
      const name: OwnerLimitName = `${owner}-${counts}-per-${period}`;
      limits.push({ name, ownerId, amount, ratePerSecond: amount / seconds });
    }
  }
  return limits;
}
