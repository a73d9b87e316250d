import type { SharedBudgetState } from '../../../ledger/budgets/shared-budget';
import type { BucketCharge, BucketDecision } from '../bucket-store';
import { BUDGETS_CHARGE, BUDGETS_READ, BUDGETS_WRITE, budgetInput, budgetStates } from './budget-script';
import type { BudgetsQuestion, BudgetsTeller, ScriptInput } from './budget-script';
import { KEY_PREFIX } from './key-prefix';

/** A key outlives the moment when its bucket is full by this, so that rounding never hands out tokens early. */
const EXPIRY_SLACK_MS = 1_000;
/** The longest that a key lives; only a bucket that takes years to fill is forgotten too early. */
const LONGEST_EXPIRY_MS = 365 * 86_400_000;

/**
 * One decision over all buckets of a call, on the server's clock, in Lua (https://valkey.io/topics/eval-intro/). A bucket
 * is a text, `tokens microseconds`: what it held and when. Needs a server of version 5 or later, which replicates what a
 * script did rather than the script.
 *
 * KEYS: the buckets of the settlements, of the charges that always apply, then those of each alternative; one bucket may
 * be among the settlements and the charges both. ARGV: the number of settlements, which never refuse and come first; the
 * number of charges that always apply; the number of alternatives (1 or more); the number of charges in each; then rate
 * per second, burst, cost and seed of each. A seed is what the caller last knew of a bucket, filled up to now: a server that
 * forgot (FLUSHALL, a restart without persistence) does not begin with full ones; empty where nothing is known. A clock that
 * steps back adds nothing, and the bucket fills from where the clock is now. Answers with the alternative and the charge that refused (both from 1, 0 for none),
 * the milliseconds to wait and the tokens left in each bucket as texts, since a number would be truncated.
 *
 * Behind the buckets come the call's budgets (see budget-script.ts): all of both have room, or nothing is taken of either.
 */
export const BUCKET_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local settled, always, options = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local buckets = settled + always
for option = 1, options do buckets = buckets + tonumber(ARGV[3 + option]) end
local stored = buckets > 0 and redis.call('MGET', unpack(KEYS, 1, buckets)) or {}
local known, bucket, cost = {}, {}, {}
for i = 1, buckets do
  local arg = 3 + options + (i - 1) * 4
  local rate, burst = tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2])
  cost[i] = tonumber(ARGV[arg + 3])
  local one = known[KEYS[i]]
  if not one then
    local tokens, since = string.match(stored[i] or '', '^(%S+) (%d+)$')
    local seed = not tokens and tonumber(ARGV[arg + 4])
    tokens, since = tonumber(tokens or seed or burst), tonumber(since or now)
    if now > since then tokens = tokens + (now - since) / 1000000 * rate end
    -- Kept also where everything is refused: else nothing is added until the clock is where it was.
    one = { held = tokens, at = now, changed = seed or now < since }
    known[KEYS[i]] = one
  end
  one.rate, one.burst, one.held = rate, burst, math.min(burst, one.held)
  bucket[i] = one
end

${BUDGETS_READ}
local function charge(i)
  local one = bucket[i]
  one.held = math.min(one.burst, one.held - cost[i])
  one.changed = true
end
for i = 1, settled do charge(i) end

local function wait(first, last)
  local longest, by = 0, 0
  for i = first, last do
    local ms = (cost[i] - bucket[i].held) / bucket[i].rate * 1000
    if ms > longest then longest, by = ms, i - settled end
  end
  return longest, by
end

local base_ms, base_by = wait(settled + 1, settled + always)
local chosen, first, last, wait_ms, by
local start = settled + always + 1
for option = 1, options do
  local stop = start + tonumber(ARGV[3 + option]) - 1
  local ms, refused = wait(start, stop)
  if ms > base_ms then refused = always + refused + settled - start + 1 else ms, refused = base_ms, base_by end
  if chosen == nil or ms < wait_ms then
    chosen, first, last, wait_ms, by = option, start, stop, ms, refused
  end
  if wait_ms <= 0 then break end
  start = stop + 1
end
${BUDGETS_CHARGE}
if by == 0 and not exhausted then
  for i = settled + 1, settled + always do charge(i) end
  for i = first, last do charge(i) end
end

for i = 1, buckets do
  local one = bucket[i]
  if one.changed then
    one.changed = false
    if one.held < one.burst then
      local full_ms = (one.burst - one.held) / one.rate * 1000 + (one.at - now) / 1000
      local ttl = math.min(math.ceil(full_ms) + ${EXPIRY_SLACK_MS}, ${LONGEST_EXPIRY_MS})
      local text = string.format('%.17g %.0f', one.held, one.at)
      redis.call('SET', KEYS[i], text, 'PX', string.format('%.0f', ttl))
    elseif stored[i] then
      redis.call('DEL', KEYS[i])
    end
  end
end

${BUDGETS_WRITE}
local reply = { chosen, by, string.format('%.17g', wait_ms) }
local function tell(from, to)
  for i = from, to do reply[#reply + 1] = string.format('%.17g', bucket[i].held) end
end
tell(1, settled + always)
tell(first, last)
for i = 1, #told do reply[#reply + 1] = told[i] end
return reply
`;

/** A bucket's name among all limits (`key:billing`). */
export function bucketName({ limit, subject }: BucketCharge): string {
  return `${limit}:${subject}`;
}

/** What the server is asked at once: to settle earlier charges, then to decide about new ones. */
export interface BucketQuestion extends BudgetsQuestion {
  /** As in `BucketStore.settle`; each bucket once. */
  readonly settlements: readonly BucketCharge[];
  readonly charges: readonly BucketCharge[];
  readonly alternatives: readonly (readonly BucketCharge[])[];
}

/** What the server says to a question. */
export interface BucketAnswer {
  readonly decision: BucketDecision;
  /** Tokens left in the bucket of each settlement. */
  readonly settled: readonly number[];
  /** Of each budget. */
  readonly budgets: readonly SharedBudgetState[];
}

/** What a bucket held when that was last known, filled up to now; undefined where it is full or not known. */
export type KnownTokens = (charge: BucketCharge) => number | undefined;

/**
 * Puts a question into the script's arguments; there has to be at least one settlement or charge in all.
 * @param teller who asks, for the budgets
 */
export function scriptInput(
  question: BucketQuestion,
  known: KnownTokens = () => undefined,
  teller?: BudgetsTeller,
): ScriptInput {
  const { settlements, charges, alternatives } = question;
  const keys: string[] = [];
  const figures: string[] = [];
  const add = (charge: BucketCharge): void => {
    keys.push(`${KEY_PREFIX}:${bucketName(charge)}`);
    const seed = known(charge);
    figures.push(
      String(charge.ratePerSecond),
      String(charge.burst),
      String(charge.cost),
      seed === undefined ? '' : seed.toFixed(3),
    );
  };
  settlements.forEach(add);
  charges.forEach(add);
  const sizes = alternatives.length === 0 ? ['0'] : alternatives.map(({ length }) => String(length));
  for (const alternative of alternatives) alternative.forEach(add);
  const counts = [settlements.length, charges.length, sizes.length].map(String);
  const budgets = budgetInput(question, teller);
  return { keys: [...keys, ...budgets.keys], args: [...counts, ...sizes, ...figures, ...budgets.args] };
}

/**
 * Reads the script's answer.
 * @returns undefined where the server has to be told what is known of the budgets; then it has done nothing
 * @throws Error when it is not one, which a server that is not what it should be could give
 */
export function bucketAnswer(
  reply: unknown,
  { settlements, charges, alternatives, budgets }: BucketQuestion,
): BucketAnswer | undefined {
  if (!Array.isArray(reply)) throw notAnAnswer();
  if (reply.length === 0) return undefined;
  const [chosen, refusedBy, retryAfterMs, ...remaining] = reply.map(toNumber);
  if (chosen === undefined || refusedBy === undefined || retryAfterMs === undefined) throw notAnAnswer();
  const settled = remaining.splice(0, settlements.length);
  const ofBudgets = budgetStates(remaining, budgets.length);
  const asked = [...charges, ...(alternatives[chosen - 1] ?? [])];
  if (remaining.length !== asked.length) throw notAnAnswer();
  const decision = {
    alternative: alternatives.length === 0 ? undefined : chosen - 1,
    refusedBy: refusedBy === 0 ? undefined : refusedBy - 1,
    retryAfterMs,
    buckets: asked.map(({ ratePerSecond, burst }, index) => {
      const left = remaining[index] ?? 0;
      return { remaining: left, fullInMs: ((burst - left) / ratePerSecond) * 1000 };
    }),
  };
  return { decision, settled, budgets: ofBudgets };
}

function toNumber(part: unknown): number {
  const number = typeof part === 'string' || typeof part === 'number' ? Number(part) : NaN;
  if (!Number.isFinite(number)) throw notAnAnswer();
  return number;
}

function notAnAnswer(): Error {
  return new Error('The limits server gave no answer to a decision.');
}
