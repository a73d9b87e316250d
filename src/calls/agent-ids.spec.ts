import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_HEADERS, agentIds } from './agent-ids';

const KINDS = ['session', 'agent', 'parent'] as const;
const document = readFileSync(join(__dirname, '..', '..', 'docs', 'log-and-metrics.md'), 'utf8');

describe('the ids of an agent', () => {
  it.each(KINDS.flatMap((kind) => AGENT_HEADERS[kind].map((header) => [kind, header] as const)))(
    '%s is read from %s, which the document names',
    (kind, header) => {
      expect(agentIds({ [header]: 'b7e0-c1_d2.e:3' })).toEqual({
        session: undefined,
        agent: undefined,
        parent: undefined,
        [kind]: 'b7e0-c1_d2.e:3',
      });
      expect(document).toContain(`\`${header}\``);
    },
  );

  it.each(['', 'two words', 'a\nb', '{"a":1}', 'a'.repeat(129), '<script>', 'ü'])('%j is no id', (value) => {
    expect(agentIds({ 'session-id': value, 'thread-id': value })).toMatchObject({
      session: undefined,
      agent: undefined,
    });
  });

  it('are those of the first header that has one', () => {
    expect(agentIds({ 'session-id': 'not one', session_id: 'two', 'x-session-id': 'three' }).session).toBe(
      'two',
    );
  });
});
