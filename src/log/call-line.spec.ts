import { stripVTControlCharacters } from 'node:util';
import { callLine } from './call-line';

const TIME = '2026-11-21T04:46:00.000Z';
const CALL = {
  time: TIME,
  msg: 'call',
  key_id: 'agents',
  route: '/v1/chat/completions',
  model: 'gpt-4o',
  deployment: 'Main/gpt-4o',
  status: 502,
  duration_ms: 12.5,
};
const BEGIN =
  /^\d\d:\d\d:\d\d {2}\/v1\/chat\/completions {2}502 {2}gpt-4o→Main\/gpt-4o {2}12\.5 ms {2}agents/;

function shown(fields: Readonly<Record<string, unknown>>): string {
  return stripVTControlCharacters(callLine(JSON.stringify({ ...CALL, ...fields })) ?? '');
}

describe('the line of a call in a terminal', () => {
  it('ends with what went wrong, in the upstream’s own words', () => {
    const failure = { code: 'PROVIDER_ERROR', ended: 'error', reason: 'upstream answered 500 (500)' };
    const line = shown({ ...failure, upstream_message: 'Out of memory.\n\nModel group m.' });
    expect(line).toMatch(BEGIN);
    expect(line.replace(BEGIN, '')).toBe(
      '  PROVIDER_ERROR  upstream answered 500 (500)  Out of memory. Model group m.\n',
    );
  });

  it('is one line whatever a caller or an upstream says', () => {
    const line = callLine(JSON.stringify({ ...CALL, model: 'a\nb\u001b[2J', upstream_message: '\u001b[1A' }));
    expect(line?.split('\n')).toHaveLength(2);
    for (const code of ['\u001b[2J', '\u001b[1A']) expect(line).not.toContain(code);
  });

  it('is left to others where a mistake of ours has a stack, and for any other line', () => {
    expect(callLine(JSON.stringify({ ...CALL, err: { stack: 'Error' } }))).toBeUndefined();
    expect(callLine(JSON.stringify({ msg: 'ready' }))).toBeUndefined();
    expect(callLine('no JSON')).toBeUndefined();
  });
});
