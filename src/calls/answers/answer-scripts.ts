/**
 * What replicas ask Valkey about the answers of keyed calls, in Lua (https://valkey.io/topics/eval-intro/). An answer is a
 * hash (its body's hash, owner, state, what is known of it) and a list of its bytes in pieces. Both have one expiry: of a
 * running answer, which each update of its owner moves, that of its lock. KEYS are the hash and the list. Beside them there is
 * one list of all answers, by which those that were used longest ago go when all together take too much.
 */
const PREFIX = 'llm-proxy:{answer';

/** When each answer was used last, and the bytes that it takes (of all together, under no name). */
export const ALL_KEYS: readonly [string, string] = [`${PREFIX}s}:used`, `${PREFIX}s}:bytes`];

/** The keys of an answer; its hash tag puts both into one slot of a cluster. */
export function answerKeys(name: string): readonly [string, string] {
  return [`${PREFIX}:${name}}`, `${PREFIX}:${name}}:bytes`];
}

/**
 * Asks for a name. ARGV: owner, hash of the body, whether the answer will be streamed (1 or 0), the lock in milliseconds,
 * whether to begin where no answer is kept. A failure that is not final is no answer. Answers with `mine`, `none`, or `held`, owner,
 * hash, streamed and state.
 */
export const CLAIM_SCRIPT = `
local held = redis.call('HMGET', KEYS[1], 'owner', 'hash', 'streamed', 'state', 'final')
if held[1] and not (held[4] == 'failed' and held[5] ~= '1') then
  return { 'held', held[1], held[2], held[3], held[4] }
end
if ARGV[5] ~= '1' then return { 'none' } end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'hash', ARGV[2], 'streamed', ARGV[3], 'state', 'running', 'beat', '0')
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 'mine' }
`;

/**
 * Adds to an answer. ARGV: owner, state, expiry in milliseconds, whether a failure is final, head, end, then the pieces.
 * Answers with 1, and how many milliseconds ago another replica read (-1 for never), or with 0 where the name is another's.
 */
export const WRITE_SCRIPT = `
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return { 0, -1 } end
redis.call('HSET', KEYS[1], 'state', ARGV[2], 'final', ARGV[4])
redis.call('HINCRBY', KEYS[1], 'beat', 1)
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'head', ARGV[5]) end
if ARGV[6] ~= '' then redis.call('HSET', KEYS[1], 'end', ARGV[6]) end
for i = 7, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
local read = tonumber(redis.call('HGET', KEYS[1], 'read') or '')
if not read then return { 1, -1 } end
local time = redis.call('TIME')
return { 1, math.max(0, time[1] * 1000 + math.floor(time[2] / 1000) - read) }
`;

/**
 * Reads of an answer. ARGV: owner, number of the first piece, how many. Answers with `gone`, or with state, beat, head, end
 * and the number of all pieces, then the pieces.
 */
export const READ_SCRIPT = `
local held = redis.call('HMGET', KEYS[1], 'owner', 'state', 'beat', 'head', 'end')
if held[1] ~= ARGV[1] then return { 'gone' } end
if held[2] == 'running' then
  local time = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'read', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
end
local from, count = tonumber(ARGV[2]), tonumber(ARGV[3])
local reply = { held[2], held[3], held[4] or '', held[5] or '', redis.call('LLEN', KEYS[2]) }
for _, piece in ipairs(redis.call('LRANGE', KEYS[2], from, from + count - 1)) do reply[#reply + 1] = piece end
return reply
`;

/** Frees a name. ARGV: owner. */
export const DROP_SCRIPT = `
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('DEL', KEYS[1], KEYS[2]) end
return 1
`;

/**
 * Notes that answers were used, and what they take. KEYS are {@link ALL_KEYS}. ARGV: the most that all may take, how long an answer is kept
 * in milliseconds; then for each, in the order of their use, name and bytes (none: as before; 0: it is gone). Answers with the names
 * of those that have to go, a hundred at a time; the one that was used last is not among them.
 */
export const KEEP_SCRIPT = `
local used, sizes, ttl = KEYS[1], KEYS[2], ARGV[2]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local newest
for i = 3, #ARGV, 2 do
  local name, told = ARGV[i], ARGV[i + 1]
  local before = tonumber(redis.call('HGET', sizes, name) or '0')
  local bytes = told == '' and before or tonumber(told)
  redis.call('HINCRBY', sizes, '', bytes - before)
  if bytes == 0 then
    redis.call('HDEL', sizes, name)
    redis.call('ZREM', used, name)
  else
    redis.call('HSET', sizes, name, bytes)
    redis.call('ZADD', used, string.format('%.3f', now + i / 1000), name)
    newest = name
  end
end
local all = tonumber(redis.call('HGET', sizes, ''))
local gone = {}
while #gone < 100 do
  local oldest = redis.call('ZRANGE', used, 0, 0, 'WITHSCORES')
  if not oldest[1] or oldest[1] == newest then break end
  if all <= tonumber(ARGV[1]) and tonumber(oldest[2]) > now - ttl then break end
  all = redis.call('HINCRBY', sizes, '', -tonumber(redis.call('HGET', sizes, oldest[1]) or '0'))
  redis.call('HDEL', sizes, oldest[1])
  redis.call('ZREM', used, oldest[1])
  gone[#gone + 1] = oldest[1]
end
redis.call('PEXPIRE', used, ttl)
redis.call('PEXPIRE', sizes, ttl)
return gone
`;

/** Lets an answer go that has ended; one that runs comes back into the list when it has. */
export const EVICT_SCRIPT = `
if redis.call('HGET', KEYS[1], 'state') ~= 'running' then redis.call('DEL', KEYS[1], KEYS[2]) end
return 1
`;
