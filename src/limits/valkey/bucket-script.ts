import type { BucketCharge, BucketDecision } from '../bucket-store';

/** Begins every key. The hash tag puts all of them into one slot of a cluster, because one decision spans several. */
export const KEY_PREFIX = 'llm-proxy:{bucket}';

/** A key outlives the moment when its bucket is full by this, so that rounding never hands out tokens early. */
const EXPIRY_SLACK_MS = 1_000;
/** The longest that a key lives; only a bucket that takes years to fill is forgotten too early. */
const LONGEST_EXPIRY_MS = 365 * 86_400_000;

/**
 * One decision over all buckets of a call, on the server's clock, in Lua (https://valkey.io/topics/eval-intro/). A bucket
 * is a text, `tokens microseconds`: what it held and when. Needs a server of version 5 or later, which replicates what a
 * script did rather than the script.
 *
 * KEYS: the buckets of the charges that always apply, then those of each alternative. ARGV: 1 to settle (never refuse),
 * the number of charges that always apply, the number of alternatives (1 or more), the number of charges in each, then
 * rate per second, burst and cost of each charge. Answers with the alternative and the charge that refused (both from 1,
 * 0 for none), the milliseconds to wait and the tokens left in each bucket as texts, since a number would be truncated.
 */
export const BUCKET_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local settles, always, options = ARGV[1] == '1', tonumber(ARGV[2]), tonumber(ARGV[3])
local stored = redis.call('MGET', unpack(KEYS))
local rate, burst, cost, held, at = {}, {}, {}, {}, {}
for i = 1, #KEYS do
  local arg = 3 + options + (i - 1) * 3
  rate[i], burst[i], cost[i] = tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2]), tonumber(ARGV[arg + 3])
  local tokens, since = string.match(stored[i] or '', '^(%S+) (%d+)$')
  tokens, since = tonumber(tokens or burst[i]), tonumber(since or now)
  if now > since then
    tokens = tokens + (now - since) / 1000000 * rate[i]
    since = now
  end
  held[i], at[i] = math.min(burst[i], tokens), since
end

local function wait(first, last)
  local longest, by = 0, 0
  for i = first, last do
    local ms = (cost[i] - held[i]) / rate[i] * 1000
    if ms > longest then longest, by = ms, i end
  end
  return longest, by
end

local base_ms, base_by = wait(1, always)
local chosen, first, last, wait_ms, by
local start = always + 1
for option = 1, options do
  local stop = start + tonumber(ARGV[3 + option]) - 1
  local ms, refused = wait(start, stop)
  if ms > base_ms then refused = always + refused - start + 1 else ms, refused = base_ms, base_by end
  if chosen == nil or ms < wait_ms then
    chosen, first, last, wait_ms, by = option, start, stop, ms, refused
  end
  if wait_ms <= 0 then break end
  start = stop + 1
end
if settles then wait_ms, by = 0, 0 end

local reply = { chosen, by, string.format('%.17g', wait_ms) }
local function conclude(i)
  local left = held[i]
  if by == 0 then
    left = math.min(burst[i], left - cost[i])
    if left < burst[i] then
      local full_ms = (burst[i] - left) / rate[i] * 1000 + (at[i] - now) / 1000
      local ttl = math.min(math.ceil(full_ms) + ${EXPIRY_SLACK_MS}, ${LONGEST_EXPIRY_MS})
      redis.call('SET', KEYS[i], string.format('%.17g %.0f', left, at[i]), 'PX', string.format('%.0f', ttl))
    elseif stored[i] then
      redis.call('DEL', KEYS[i])
    end
  end
  reply[#reply + 1] = string.format('%.17g', left)
end
for i = 1, always do conclude(i) end
for i = first, last do conclude(i) end
return reply
`;

/** What a decision is about, as the script takes it. */
export interface BucketQuestion {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** Puts charges into the script's arguments; there has to be at least one charge in all. */
export function bucketQuestion(
  charges: readonly BucketCharge[],
  alternatives: readonly (readonly BucketCharge[])[],
  settles = false,
): BucketQuestion {
  const keys: string[] = [];
  const figures: string[] = [];
  const add = (charge: BucketCharge): void => {
    keys.push(`${KEY_PREFIX}:${charge.key}`);
    figures.push(String(charge.ratePerSecond), String(charge.burst), String(charge.cost));
  };
  charges.forEach(add);
  const sizes = alternatives.length === 0 ? ['0'] : alternatives.map(({ length }) => String(length));
  for (const alternative of alternatives) alternative.forEach(add);
  return {
    keys,
    args: [settles ? '1' : '0', String(charges.length), String(sizes.length), ...sizes, ...figures],
  };
}

/**
 * Reads the script's answer.
 * @throws Error when it is none, which a server that is not what it should be could give
 */
export function bucketDecision(
  reply: unknown,
  charges: readonly BucketCharge[],
  alternatives: readonly (readonly BucketCharge[])[],
): BucketDecision {
  if (!Array.isArray(reply)) throw notAnAnswer();
  const [chosen, refusedBy, retryAfterMs, ...remaining] = reply.map(toNumber);
  if (chosen === undefined || refusedBy === undefined || retryAfterMs === undefined) throw notAnAnswer();
  const asked = [...charges, ...(alternatives[chosen - 1] ?? [])];
  if (remaining.length !== asked.length) throw notAnAnswer();
  return {
    alternative: alternatives.length === 0 ? undefined : chosen - 1,
    refusedBy: refusedBy === 0 ? undefined : refusedBy - 1,
    retryAfterMs,
    buckets: asked.map(({ ratePerSecond, burst }, index) => {
      const left = remaining[index] ?? 0;
      return { remaining: left, fullInMs: ((burst - left) / ratePerSecond) * 1000 };
    }),
  };
}

function toNumber(part: unknown): number {
  const number = typeof part === 'string' || typeof part === 'number' ? Number(part) : NaN;
  if (!Number.isFinite(number)) throw notAnAnswer();
  return number;
}

function notAnAnswer(): Error {
  return new Error('The limits server gave no answer to a decision.');
}
