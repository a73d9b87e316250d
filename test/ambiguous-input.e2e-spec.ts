import { HELLO, call, postChat } from './support/callers/chat-request';
import { rawHttp } from './support/callers/raw-http';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';

const ADMIN_KEY = 'admin-key-of-the-tests';
const BODY = JSON.stringify(HELLO);

describe('input that two readers would read differently', () => {
  const service = serviceUnderTest({ ADMIN_KEY });
  const send = (headers: readonly string[], body = `content-length: ${BODY.length}\r\n\r\n${BODY}`) =>
    rawHttp(
      service.gateway.port,
      `POST /v1/chat/completions HTTP/1.1\r\n${headers.join('\r\n')}\r\ncontent-type: application/json\r\nconnection: close\r\n${body}`,
    );
  const key = (): string => `authorization: Bearer ${service.gateway.key}`;

  it('two of them are not: one Host, one Authorization', async () => {
    expect((await send(['host: x', key()])).status).toBe(200);
  });

  it.each([
    ['two Authorization headers', () => ['host: x', key(), 'Authorization: Bearer other']],
    ['twice the same Authorization', () => ['host: x', key(), key()]],
    ...['x-api-key', 'API-Key', 'X-Internal-Auth', 'x-goog-api-key'].map((name): [string, () => string[]] => [
      `two ${name} headers`,
      () => ['host: x', `${name}: ${service.gateway.key}`, `${name.toLowerCase()}: other`],
    ]),
    ['two Host headers', () => ['host: x', 'HOST: y', key()]],
    ['two types of the body', () => ['host: x', key(), 'Content-Type: text/plain']],
  ])('%s are 400', async (_what, headers) => {
    const answer = await send(headers());
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
    expect(answer.headers).toHaveProperty('x-request-id');
    expect(answer.closed).toBe(true);
    expect(service.upstream.chats).toHaveLength(0);
  });

  it.each([
    ['a first line without a version', ''],
    ['a Host of two words', ' HTTP/1.1', 'a b'],
    ['a Host with a path', ' HTTP/1.1', 'localhost/#@evil.example'],
  ])('%s is 400, and ends the connection', async (_what, version, host = 'x') => {
    const head = `POST /v1/chat/completions${version}${version === '' ? '\n' : '\r\n'}host: ${host}\r\n${key()}\r\n`;
    const rest = `content-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
    const answer = await rawHttp(service.gateway.port, head + rest);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'INVALID_REQUEST' } });
    expect(answer.closed).toBe(true);
    expect(service.upstream.chats).toHaveLength(0);
  });

  it.each(['gzip, chunked', 'chunked, chunked', 'deflate, chunked', 'identity, chunked'])(
    'a transfer-encoding of %s is 400',
    async (coding) => {
      const chunk = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
      const answer = await send(['host: x', key()], `transfer-encoding: ${coding}\r\n\r\n${chunk}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('INVALID_REQUEST');
      expect(service.upstream.chats).toHaveLength(0);
    },
  );

  it('a body in chunks by HTTP/1.0 is 400, and ends a connection that was to be kept', async () => {
    const chunk = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
    const head = `POST /v1/chat/completions HTTP/1.0\r\nhost: x\r\n${key()}\r\nconnection: keep-alive\r\n`;
    const rest = `content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`;
    const answer = await rawHttp(service.gateway.port, head + rest);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('HTTP/1.0 has no transfer-encoding');
    expect(answer.closed).toBe(true);
    expect(service.upstream.chats).toHaveLength(0);
  });

  it.each([
    'application/json; charset=utf-16',
    'application/json;charset="UTF-16LE"',
    'application/json; charset=iso-8859-1',
    'application/json; x=y; Charset=shift_jis',
    'text/json; charset=utf-16',
    'text/json; charset=utf-8',
    'application/vnd.api+json; charset=utf-32',
  ])('a body in %s is 415', async (type) => {
    const answer = await postChat(service.gateway, BODY, { headers: { 'content-type': type } });
    expect(answer.status).toBe(415);
    expect(answer.error).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it.each(['a\r\nx-evil: 1', 'a\u0000b', '\u001b[31m', '{"msg":"call"}\n{"level":"fatal"}'])(
    'a user of %j is data, and nothing more',
    async (user) => {
      const { id, headers } = withRequestId();
      const answer = await postChat(
        service.gateway,
        { ...HELLO, user, metadata: { [user]: user }, safety_identifier: user },
        { headers },
      );
      expect(answer.status).toBe(200);
      expect(answer.headers).not.toHaveProperty('x-evil');
      const [sent] = service.upstream.chats;
      expect(sent?.json).toMatchObject({ user, metadata: { [user]: user } });
      expect(sent?.headers).not.toHaveProperty('x-evil');
      const line = await service.callLine(id);
      expect(line['level']).not.toBe('fatal');
      expect(JSON.stringify(line)).not.toContain('evil');
    },
  );

  it.each([
    ['2147483648.0', 'cursor'],
    ['1.2147483648', 'cursor'],
    ['9999999999.9999999999', 'cursor'],
    ['99999999999999999999.1', 'cursor'],
    ['1e3.1', 'cursor'],
    ['-1.0', 'cursor'],
  ])('an audit cursor of %s is 400', async (position, param) => {
    const cursor = Buffer.from(position).toString('base64url');
    const answer = await call(service.gateway, 'GET', `/admin/audit?cursor=${cursor}`, { key: ADMIN_KEY });
    expect(answer.status).toBe(400);
    expect(answer.error).toMatchObject({ code: 'INVALID_REQUEST', param });
  });

  it.each([
    '/admin/audit?limit=1e2',
    '/admin/audit?limit=99999999999999999999',
    '/admin/audit?limit=0x10',
    '/admin/connections?cursor=%00',
    '/admin/virtual-keys?cursor=AAAA',
    '/admin/models?limit=-1',
  ])('%s is 400', async (path) => {
    expect((await call(service.gateway, 'GET', path, { key: ADMIN_KEY })).status).toBe(400);
  });
});
