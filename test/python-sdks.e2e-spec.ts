/** The official SDKs for Python, each at its door, in front of every provider's wire. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConnectedReplays } from './support/providers/connected-replays';
import { describeWhen } from './support/observation/describe-when';
import { ROOT } from './support/documents/markdown';
import { playScenes } from './support/providers/scenes';
import { SCRIPTED_WIRES } from './support/providers/scripted-wires';

const run = promisify(execFile);
const PYTHON = process.env['LLM_PROXY_TEST_PYTHON'] ?? '';
const SDKS = ['openai', 'anthropic', 'google'];
const PAIRS = SDKS.flatMap((sdk) => SCRIPTED_WIRES.map(({ name }) => [sdk, name] as const));
/** A process of its own for each: on a busy machine it is a matter of a minute. */
const LIMIT_MS = 300_000;

const withPython = describeWhen(
  () => PYTHON !== '',
  'the SDKs for Python (LLM_PROXY_TEST_PYTHON, the path of a Python that has them; docs/clients.md)',
  { optional: true },
);

withPython('the SDKs for Python', () => {
  let service: ConnectedReplays;

  beforeAll(async () => {
    service = await ConnectedReplays.start(SCRIPTED_WIRES.map(({ name }) => name));
    for (const wire of SCRIPTED_WIRES) playScenes(service.of(wire.name), wire);
  });
  afterAll(() => service.close());

  it.each(PAIRS)(
    '%s · %s: all that it asks for is answered in its form',
    async (sdk, wire) => {
      const { gateway, caller } = service;
      const { stdout } = await run(PYTHON, [join(ROOT, 'test/support/python', `${sdk}_sdk.py`)], {
        timeout: LIMIT_MS - 10_000,
        env: {
          PATH: process.env['PATH'],
          PYTHONDONTWRITEBYTECODE: '1',
          GATEWAY_URL: gateway.url,
          GATEWAY_KEY: caller.key,
          GATEWAY_WIRE: wire,
          UPSTREAM_URL: service.of(wire).upstream.url,
        },
      });
      const checks = stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { readonly check: string; readonly failure: string | null });
      expect(checks.filter(({ failure }) => failure !== null)).toEqual([]);
      expect(checks.length).toBeGreaterThan(10);
    },
    LIMIT_MS,
  );
});
