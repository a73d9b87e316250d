// @ts-check
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [options]
npm run bench soak|ledger|kill -- --help     programs of their own, see there

  --quick               whole, megabyte, burst and paced in three rounds (under 90 s)
  --only a,b            these scenarios: whole, megabyte, burst, paced, paced-1000, first-token, memory,
                        specification, dialects, doors, virtual-key, registry, valkey, tracing, routing, idempotency;
                        and, only when named, megabyte-unicode, paced-1000-full
  --rounds N            rounds of each scenario (default 7)
  --write               write bench/RESULTS.md
  --profile NAME        profile the service under one kind of load: whole, megabyte, burst, paced,
                        virtual-key, anthropic, google
  --self-check          a second floor in the service's place: every ratio must be near 1
                        (with --profile: the floor's profile)
  --no-litellm          leave LiteLLM out even where it is installed
  --upstream-port N     a fixed port for the upstream, for peers
  --peer name=pid,url   another gateway, started by you in front of that upstream (repeatable)
  --peer-header "k: v"  sent to the peers (repeatable)
  --help`;

/**
 * @typedef {object} Options
 * @property {boolean} quick
 * @property {string[] | undefined} only
 * @property {number | undefined} rounds
 * @property {boolean} write
 * @property {string | undefined} profile
 * @property {boolean} selfCheck
 * @property {boolean} litellm
 * @property {number} upstreamPort
 * @property {string[]} peers
 * @property {Record<string, string>} peerHeaders
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @returns {Options}
 * @throws {Error} on an unknown option or a bad value
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      write: { type: 'boolean', default: false },
      profile: { type: 'string' },
      'self-check': { type: 'boolean', default: false },
      'no-litellm': { type: 'boolean', default: false },
      'upstream-port': { type: 'string', default: '0' },
      peer: { type: 'string', multiple: true, default: [] },
      'peer-header': { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.write && (values['self-check'] || values.only !== undefined)) {
    throw new Error('--write: only for a run of the service in all scenarios');
  }
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    throw new Error('--rounds: expected a whole number above 0');
  }
  return {
    quick: values.quick,
    only: values.only?.split(','),
    rounds,
    write: values.write,
    profile: values.profile,
    selfCheck: values['self-check'],
    litellm: !values['no-litellm'],
    upstreamPort: Number(values['upstream-port']),
    peers: values.peer,
    peerHeaders: Object.fromEntries(
      values['peer-header'].map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
      }),
    ),
    help: values.help,
  };
}
