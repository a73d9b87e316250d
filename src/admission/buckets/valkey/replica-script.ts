import { HOLDER_SILENCE_MS } from './budget-script';
import { KEY_PREFIX } from './key-prefix';

/** Members are replicas, scores the times (milliseconds, the server's clock) of their last heartbeats. */
export const REPLICAS_KEY = `${KEY_PREFIX}#replicas`;

/** From one heartbeat of a replica to the next. */
export const HEARTBEAT_MS = 5_000;
/** A replica that was silent for so long counts no longer: two heartbeats may be lost. */
const SILENCE_MS = 3 * HEARTBEAT_MS;

/**
 * Notes that replica ARGV[1] lives and answers with how many do, and with its time in milliseconds. KEYS: the sorted set. Heartbeats of the future are left
 * from before the server's clock stepped back: who lives makes a new one.
 *
 * It begins with what a server without memory refuses (OOM): a script that has written anything may write on, and the
 * heartbeat would say that the server is there, though it takes no decision.
 *
 * KEYS[2] and ARGV[2] are the holders of budgets and this replica's (see budget-script.ts), an empty text for no holder;
 * ARGV[3] is the holder of its last connection, whose reservations count no more.
 */
export const HEARTBEAT_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', now - ${SILENCE_MS}))
redis.call('ZREMRANGEBYSCORE', KEYS[1], string.format('(%.0f', now + ${HEARTBEAT_MS}), '+inf')
redis.call('PEXPIRE', KEYS[1], ${SILENCE_MS})
if ARGV[3] ~= '' then redis.call('ZREM', KEYS[2], ARGV[3]) end
if ARGV[2] ~= '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('(%.0f', now - ${HOLDER_SILENCE_MS}))
  redis.call('ZADD', KEYS[2], string.format('%.0f', now), ARGV[2])
  redis.call('PEXPIRE', KEYS[2], ${HOLDER_SILENCE_MS})
end
return { redis.call('ZCARD', KEYS[1]), string.format('%.0f', now) }
`;
