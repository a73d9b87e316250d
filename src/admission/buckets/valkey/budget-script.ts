import type {
  SharedBudgetCharge,
  SharedBudgetSettlement,
  SharedBudgetState,
} from '../../../ledger/budgets/shared-budget';
import { KEY_PREFIX } from './key-prefix';

/**
 * Members are the connections that hold reservations of budgets, scores the times of their last signs of life
 * (milliseconds, the server's clock).
 */
export const HOLDERS_KEY = `${KEY_PREFIX}#holders`;
/** What a holder reserved counts no longer when it was silent for so long: its replica is lost. */
export const HOLDER_SILENCE_MS = 20_000;

/** Binary fractions must not refuse what fits exactly. */
const ROUNDING = '1.000000001';

/**
 * The budgets' part of the decision. A budget is a hash: `r<holder>` is what the calls of a holder reserved, any other field
 * is a slice of its time, named by its beginning, and what was used in it. A holder is one connection of one replica: a new
 * connection counts anew what its replica has reserved, because it cannot know what the last one still did.
 *
 * KEYS, after those of the buckets: of the budgets to settle, of those to charge, then {@link HOLDERS_KEY}. ARGV, after
 * those of the buckets: the number of settlements and of charges; the holder; then of each the slice, the first slice that
 * counts, milliseconds to keep it, two figures (a settlement's reserved and used amount; a charge's amount and limit), and
 * the number of known slices, -1 for nothing known; known are the amount reserved, and each slice with what was used at
 * least. Where a holder is not known in a budget and has not said what it knows, nothing is done and the answer is empty.
 */
export const BUDGETS_READ = `
local at = 3 + options + buckets * 4
local ended, asked, holder = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), ARGV[at + 3]
at = at + 3
local budgets, budget, asks_more, now_ms = {}, {}, false, math.floor(now / 1000)
for i = 1, ended + asked do
  local key, holders = KEYS[buckets + i], KEYS[#KEYS]
  local one = budgets[key]
  if not one then
    one = { used = {}, others = 0, gone = {}, key = key }
    local fields = redis.call('HGETALL', key)
    for f = 1, #fields, 2 do
      local name, value = fields[f], tonumber(fields[f + 1])
      local who = string.match(name, '^r(.*)$')
      if who == holder then one.own = value
      elseif who then
        local seen = tonumber(redis.call('ZSCORE', holders, who) or 0)
        if seen >= now_ms - ${HOLDER_SILENCE_MS} then one.others = one.others + value
        else one.gone[#one.gone + 1] = name end
      else one.used[name] = value end
    end
    budgets[key] = one
  end
  local news = tonumber(ARGV[at + 6])
  one.first, one.keep = tonumber(ARGV[at + 2]), ARGV[at + 3]
  budget[i] = { of = one, slice = ARGV[at + 1], figure = tonumber(ARGV[at + 4]), other = tonumber(ARGV[at + 5]) }
  at = at + 6
  if news >= 0 then
    if not one.own then
      one.own = tonumber(ARGV[at + 1])
      one.is_new = true
    end
    at = at + 1
    for _ = 1, news do
      local slice, used = ARGV[at + 1], tonumber(ARGV[at + 2])
      one.used[slice] = math.max(one.used[slice] or 0, used)
      at = at + 2
    end
    one.changed = true
  elseif not one.own then asks_more = true end
end
if asks_more then return {} end
for i = 1, ended do
  local one, slice = budget[i].of, budget[i].slice
  one.own = math.max(0, one.own - budget[i].figure)
  one.used[slice] = (one.used[slice] or 0) + budget[i].other
  one.changed = true
end
`;

/** Whether all have room; `by` is the bucket that refuses. Leaves what is told of each in `told`. */
export const BUDGETS_CHARGE = `
local exhausted, told = false, {}
for i = ended + 1, ended + asked do
  local one = budget[i].of
  one.spent = 0
  for slice, used in pairs(one.used) do
    if tonumber(slice) >= one.first then one.spent = one.spent + used end
  end
  if one.spent + one.own + one.others + budget[i].figure > budget[i].other * ${ROUNDING} then
    exhausted, budget[i].refuses = true, true
  end
end
for i = ended + 1, ended + asked do
  local one = budget[i].of
  if by == 0 and not exhausted then
    one.own = one.own + budget[i].figure
    one.changed = true
  end
  told[#told + 1] = budget[i].refuses and 1 or 0
  told[#told + 1] = string.format('%.17g', one.spent)
  told[#told + 1] = string.format('%.17g', one.own + one.others)
end
`;

/** Writes what has changed. */
export const BUDGETS_WRITE = `
for _, one in pairs(budgets) do
  if one.changed then
    if one.is_new then
      redis.call('ZADD', KEYS[#KEYS], string.format('%.0f', now_ms), holder)
      redis.call('PEXPIRE', KEYS[#KEYS], ${HOLDER_SILENCE_MS})
    end
    redis.call('HSET', one.key, 'r' .. holder, string.format('%.17g', one.own))
    for _, name in ipairs(one.gone) do redis.call('HDEL', one.key, name) end
    for slice, used in pairs(one.used) do
      if tonumber(slice) < one.first then redis.call('HDEL', one.key, slice)
      else redis.call('HSET', one.key, slice, string.format('%.17g', used)) end
    end
    redis.call('PEXPIRE', one.key, one.keep)
  end
end
`;

/** Keys and arguments of the script. */
export interface ScriptInput {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** What the server is asked about budgets at once. */
export interface BudgetsQuestion {
  /** What became of earlier claims; each budget once. */
  readonly budgetSettlements: readonly SharedBudgetSettlement[];
  readonly budgets: readonly SharedBudgetCharge[];
}

/** Who asks about budgets. */
export interface BudgetsTeller {
  readonly holder: string;
  /** Whether the server is to hear all that is known: it has asked for that. */
  readonly tellsAll: boolean;
  readonly unheard: Unheard;
}

/** What became of claims and was not told to the server, or not answered yet. */
export interface Unheard {
  /** What they had reserved of a budget. */
  unheard(name: string): number;
  /** What they used in a slice of it. */
  unheardUse(name: string, slice: number): number;
}

/** Everything was heard. */
export const ALL_HEARD: Unheard = { unheard: () => 0, unheardUse: () => 0 };

const NOBODY: BudgetsTeller = { holder: '', tellsAll: false, unheard: ALL_HEARD };

/** The part of the script's keys and arguments that is about budgets. */
export function budgetInput(
  { budgetSettlements, budgets }: BudgetsQuestion,
  { holder, tellsAll, unheard }: BudgetsTeller = NOBODY,
): ScriptInput {
  const args = [String(budgetSettlements.length), String(budgets.length), holder];
  if (budgetSettlements.length + budgets.length === 0) return { keys: [], args };
  const keys: string[] = [];
  const add = (place: SharedBudgetSettlement | SharedBudgetCharge, figure: number, other: number): void => {
    keys.push(`${KEY_PREFIX}#budget:${place.name}`);
    args.push(text(place.slice), text(place.first), text(Math.ceil(place.keepMs)), text(figure), text(other));
    if (!tellsAll && !place.isNews) {
      args.push('-1');
      return;
    }
    const { reserved, slices } = place.known();
    const known = [...slices];
    args.push(String(known.length), text(reserved + unheard.unheard(place.name)));
    for (const [start, used] of known) {
      // The settlements that are on their way, and those that wait, are added when they come.
      args.push(text(start), text(Math.max(0, used - unheard.unheardUse(place.name, start))));
    }
  };
  for (const settlement of budgetSettlements) add(settlement, settlement.release, settlement.used);
  for (const charge of budgets) add(charge, charge.amount, charge.limit);
  keys.push(HOLDERS_KEY);
  return { keys, args };
}

/** Takes the states of so many budgets off the end of an answer's figures. */
export function budgetStates(figures: number[], budgets: number): readonly SharedBudgetState[] {
  const told = figures.splice(figures.length - budgets * 3);
  return Array.from({ length: budgets }, (_, index) => ({
    refused: told[index * 3] === 1,
    spent: told[index * 3 + 1] ?? 0,
    reserved: told[index * 3 + 2] ?? 0,
  }));
}

/** A figure as Lua reads it. */
function text(figure: number): string {
  return figure === Infinity ? '1e300' : String(figure);
}
