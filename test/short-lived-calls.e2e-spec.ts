import { Agent, request } from 'undici';
import { HELLO } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { nodeFlags } from './support/documents/shipped-files';
import { spawnGateway } from './support/service/spawned-gateway';
import type { SpawnedGateway } from './support/service/spawned-gateway';

/** Small enough for a few thousand calls to fill it a few times, large enough for those under way to be a small part. */
const YOUNG_GENERATION = '--min-semi-space-size=4';
const AT_ONCE = 8;
const CALLS = 2_500;
/** Of what a small collection finds, the share that may go to the old generation: the calls that are under way. */
const MAX_PROMOTED = 0.06;

/**
 * What one small collection left and took, in MB, as V8 tells it after its process and isolate:
 * `[4711:0x2c3f8000] 1234 ms: Scavenge 97.7 (191.2) -> 54.4 (191.2) MB`.
 */
interface SmallCollection {
  readonly left: number;
  readonly taken: number;
}

/** The small collections of each heap that a log tells of: the ledger's thread has one of its own. */
function heaps(log: string): readonly string[] {
  const byHeap = Map.groupBy(log.split('\n'), (line) => /^\[\d+:(0x[\da-f]+)\]/.exec(line)?.[1]);
  byHeap.delete(undefined);
  return [...byHeap.values()].map((lines) => lines.join('\n'));
}

/** The longest run of small collections without a full one in between. */
function longestRun(log: string): readonly SmallCollection[] {
  const runs = log.split('Mark-Compact').map((part) =>
    [...part.matchAll(/Scavenge ([\d.]+) \([\d.]+\) -> ([\d.]+) /g)].map(([, before, after]) => ({
      left: Number(after),
      taken: Number(before) - Number(after),
    })),
  );
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), []);
}

const taken = (run: readonly SmallCollection[]): number => run.reduce((sum, one) => sum + one.taken, 0);

describe('the memory of a call that has ended', () => {
  let upstream: FakeUpstream;
  let service: SpawnedGateway;
  const agent = new Agent({ connections: AT_ONCE, pipelining: 1 });

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    service = await spawnGateway({
      upstream,
      // Of two sizes the last one counts.
      nodeArguments: [...nodeFlags(), YOUNG_GENERATION, '--trace-gc'],
      settings: { KEY_RPS: 0, MODEL_RPS: 0 },
    });
  });

  afterAll(async () => {
    await agent.close();
    await service.close();
    await upstream.close();
  });

  async function makeCalls(stream: boolean): Promise<void> {
    let left = CALLS;
    const caller = async (): Promise<void> => {
      while (left-- > 0) {
        const { statusCode, body } = await request(`${service.url}/v1/chat/completions`, {
          dispatcher: agent,
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${service.key}` },
          body: JSON.stringify({ ...HELLO, stream }),
        });
        expect(statusCode).toBe(200);
        await body.dump();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, caller));
  }

  it.each([
    ['a whole answer', false],
    ['a stream', true],
  ])('goes with the next small collection after %s', async (_kind, stream) => {
    await makeCalls(stream);
    const from = service.log.text.length;
    await makeCalls(stream);
    // Where calls are answered most of the garbage is.
    const [run = []] = heaps(service.log.text.slice(from))
      .map(longestRun)
      .sort((one, other) => taken(other) - taken(one));
    const [first] = run;
    const last = run.at(-1);
    expect(run.length).toBeGreaterThan(4);
    const promoted = (last?.left ?? Infinity) - (first?.left ?? 0);
    expect(promoted / taken(run.slice(1))).toBeLessThan(MAX_PROMOTED);
  });
});
