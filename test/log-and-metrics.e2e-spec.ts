import { CallRecord } from '../src/calls/call-record';
import { callLogFields } from '../src/calls/listeners/call-log-fields';
import type { CallRequest } from '../src/calls/call-request';
import { json, providerError } from './support/upstream/answer-scripts';
import { call, get, HELLO, postChat } from './support/callers/chat-request';
import { completion } from './support/upstream/completion-bodies';
import { documentText, tableRows, unquoted } from './support/documents/markdown';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';

const document = documentText('docs/log-and-metrics.md');

/** The first cells of the table under a heading. */
function documented(heading: string): string[] {
  const [, after = ''] = document.split(`\n${heading}\n`);
  const [section = ''] = after.split(/\n##+ /, 1);
  return tableRows(section).map(([name = '']) => unquoted(name));
}

describe('docs/log-and-metrics.md', () => {
  const service = serviceUnderTest({ RETRIES: 1 });
  const ofCall = documented('### A call');
  const ofRefusal = documented('### A refusal');
  const ofMetrics = [...documented('## Metrics'), ...documented('### Of the process')];

  it('has every field that a call can have, and no other', () => {
    const part: unknown = {
      trace: {},
      caller: { kind: 'virtual' },
      agent: {},
      raw: Buffer.alloc(0),
      model: 'm',
    };
    const fields = Object.keys(callLogFields(new CallRecord(part as CallRequest, true)));
    const added = ['level', 'time', 'msg', 'alert', 'reason', 'err', 'upstream_message'];
    expect([...ofCall].sort()).toEqual([...fields, ...added].sort());
  });

  it('has every field and every metric of a service at work, and no other metric of ours', async () => {
    const { gateway, upstream } = service;
    upstream.reply(json(completion('Hello')));
    await postChat(gateway, HELLO);
    upstream.reply(providerError(500, { message: 'broken' }));
    await postChat(gateway, HELLO);
    await postChat(gateway, '{');
    await call(gateway, 'GET', '/nowhere');
    await get(gateway, '/v1/models', { key: null });
    const { id, headers } = withRequestId();
    await call(gateway, 'DELETE', '/v1/chat/completions', { headers });
    await gateway.log.until((line) => line['request_id'] === id);
    const fieldsOf = (msg: string): string[] => [
      ...new Set(
        gateway.log.lines.filter((line) => line['msg'] === msg).flatMap((line) => Object.keys(line)),
      ),
    ];
    expect(ofCall).toEqual(expect.arrayContaining(fieldsOf('call')));
    expect(fieldsOf('refused').length).toBeGreaterThan(5);
    expect(ofRefusal).toEqual(expect.arrayContaining(fieldsOf('refused')));
    const names = [...(await get(gateway, '/metrics')).text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const kinds = Object.fromEntries(names.map(([, name = '', kind]) => [name, kind]));
    expect(ofMetrics).toEqual(expect.arrayContaining(Object.keys(kinds)));
    expect(Object.keys(kinds)).toEqual(
      expect.arrayContaining(ofMetrics.filter((name) => name.startsWith('llm_proxy_'))),
    );
    const told = tableRows(document).filter(([name = '']) => unquoted(name) in kinds);
    expect(Object.fromEntries(told.map(([name = '', kind]) => [unquoted(name), kind]))).toEqual(kinds);
  });

  it('has the labels that our metrics have', async () => {
    const { gateway, upstream } = service;
    upstream.reply(json(completion('Hello')));
    await postChat(gateway, HELLO);
    const { text } = await get(gateway, '/metrics');
    for (const [name = '', , labels = ''] of tableRows(document).filter(([name]) =>
      name?.includes('llm_proxy_'),
    )) {
      const told = labels.split(', ').filter((label) => label !== '');
      const [, sample] = new RegExp(`^${unquoted(name)}(?:_count)?\\{(.*)\\}`, 'm').exec(text) ?? [];
      if (sample === undefined) continue;
      expect([name, [...sample.matchAll(/(\w+)="/g)].map(([, label]) => label).sort()]).toEqual([
        name,
        told.sort(),
      ]);
    }
  });
});
