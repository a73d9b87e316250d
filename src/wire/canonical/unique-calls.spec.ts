import type { CanonicalRequest, Turn } from './canonical-request';
import type { ContentPart } from './content-part';
import { withUniqueCalls } from './unique-calls';

const call = (id: string): ContentPart => ({
  kind: 'tool_call',
  id,
  name: 'f',
  input: '',
  tool: 'function',
  at: '',
});
const result = (callId: string, text: string): ContentPart => ({
  kind: 'tool_result',
  callId,
  parts: [{ kind: 'text', text, at: '' }],
  isError: false,
  at: '',
});
const request = (...turns: readonly (readonly [Turn['role'], ...ContentPart[]])[]): CanonicalRequest => ({
  turns: turns.map(([role, ...parts]) => ({ role, parts, at: '' })),
  tools: [],
  toolChoice: undefined,
  settings: { own: {}, names: {} },
});
const told = ({ turns }: CanonicalRequest): unknown =>
  turns.map(({ parts }) =>
    parts.map((part) => {
      if (part.kind === 'tool_call') return part.id;
      if (part.kind !== 'tool_result') return part.kind;
      return [part.callId, ...part.parts.map((inside) => (inside.kind === 'text' ? inside.text : ''))];
    }),
  );

describe('ids of calls in a conversation', () => {
  it('stay as they are where none comes twice', () => {
    const given = request(['assistant', call('a'), call('b')], ['user', result('b', '1'), result('a', '2')]);
    expect(withUniqueCalls(given)).toBe(given);
  });

  it('are told apart where a later answer counts anew, each result with the last call before it', () => {
    const given = request(
      ['assistant', call('call_0')],
      ['user', result('call_0', '1')],
      ['assistant', call('call_0'), call('call_1')],
      ['user', result('call_1', '2'), result('call_0', '3')],
    );
    expect(told(withUniqueCalls(given))).toEqual([
      ['call_0'],
      [['call_0', '1']],
      ['call_0_2', 'call_1'],
      [
        ['call_1', '2'],
        ['call_0_2', '3'],
      ],
    ]);
  });

  it('are told apart within one answer too, and take no id that another call has', () => {
    const given = request(
      ['assistant', call('a'), call('a'), call('a_2')],
      ['user', result('a', '1'), result('a', '2'), result('a_2', '3')],
    );
    expect(told(withUniqueCalls(given))).toEqual([
      ['a', 'a_3', 'a_2'],
      [
        ['a', '1'],
        ['a_3', '2'],
        ['a_2', '3'],
      ],
    ]);
  });

  it('have one result each: what else was told of a call is part of it', () => {
    const given = request(
      ['assistant', call('a')],
      ['user', result('a', '1'), result('a', '2')],
      ['user', result('a', '3')],
    );
    expect(told(withUniqueCalls(given))).toEqual([['a'], [['a', '1', '2', '3']]]);
  });

  it('take a time that grows with their number, and not with its square', () => {
    const many = Array.from({ length: 30_000 });
    const calls = many.map(() => call('a'));
    const results = many.map(() => result('a', '1'));
    const [asked, answered] = withUniqueCalls(
      request(['assistant', call('b'), ...calls], ['user', ...results, ...many.map(() => result('b', '2'))]),
    ).turns;
    expect(asked?.parts.at(-1)).toMatchObject({ id: `a_${many.length}` });
    expect(answered?.parts).toHaveLength(many.length + 1);
    expect(answered?.parts.at(-2)).toMatchObject({ callId: `a_${many.length}` });
  });
});
