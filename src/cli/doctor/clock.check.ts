import { ok, fail, warn } from './finding';
import type { Finding } from './finding';

const PART = 'clock';
/** The longest wait for each of the answers whose date is read, and how many are asked. */
const ANSWER_LIMIT_MS = 3_000;
const MOST_ASKED = 3;
/** A `date` header has whole seconds; below this no difference can be told. */
const NOTICEABLE_MS = 5_000;
/** AWS refuses signatures that are five minutes off, Google tokens that seem to come from the future. */
const HARMFUL_MS = 120_000;

/**
 * Compares the clock with the `date` header (RFC 9110 §6.6.1) of the first address that answers; no credential is sent.
 */
export async function checkClock(addresses: Iterable<string>): Promise<Finding> {
  const urls = [...new Set(addresses)].slice(0, MOST_ASKED);
  if (urls.length === 0) return ok(PART, 'not compared: there is no https address to ask');
  for (const url of urls) {
    const offMs = await differenceTo(url);
    if (offMs !== undefined) return judge(offMs, new URL(url).host);
  }
  return ok(PART, 'not compared: no address answers from here');
}

function judge(offMs: number, host: string): Finding {
  const seconds = Math.round(Math.abs(offMs) / 1000);
  const what = `${seconds} s ${offMs > 0 ? 'behind' : 'ahead of'} ${host}`;
  const advice = 'synchronise the clock (NTP): signatures and tokens of Bedrock and Vertex AI depend on it';
  if (Math.abs(offMs) < NOTICEABLE_MS) return ok(PART, `agrees with ${host}`);
  return Math.abs(offMs) < HARMFUL_MS ? warn(PART, what, advice) : fail(PART, what, advice);
}

/** How far the clock is behind, in milliseconds; undefined where nothing answers. */
async function differenceTo(url: string): Promise<number | undefined> {
  const startedAt = Date.now();
  try {
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    await answer.body?.cancel();
    const there = Date.parse(answer.headers.get('date') ?? '');
    return Number.isNaN(there) ? undefined : there - (startedAt + Date.now()) / 2;
  } catch {
    return undefined;
  }
}
