/** What is refused before it becomes a request has a line in the log, which says what a balancer seems to speak, and never more than one a minute. */
import { rawHttp } from './support/callers/raw-http';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';

let gateway: InProcessGateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

it.each([
  ['TLS', Buffer.from('16030100f8010000f40303', 'hex')],
  ['the PROXY protocol', 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET /health HTTP/1.1\r\n\r\n'],
  ['the PROXY protocol', Buffer.from('0d0a0d0a000d0a515549540a2111000c', 'hex')],
  ['HTTP/2 without HTTP/1.1 first', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
])('%s is named', async (what, bytes) => {
  expect((await rawHttp(gateway.port, bytes)).status).toBe(400);
  const line = await gateway.log.until(({ msg }) => msg === 'Refused before it was a request.');
  expect(line).toMatchObject({ address: '127.0.0.1', status: 400, code: 'INVALID_REQUEST', refused: 1 });
  expect(line['reason']).toBe(`The request is not valid HTTP/1.1. It is ${what}.`);
});

it('headers that are too large are told, once for many', async () => {
  const head = `GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${'secret'.repeat(4_000)}\r\n\r\n`;
  for (let n = 0; n < 3; n++) expect((await rawHttp(gateway.port, head)).status).toBe(400);
  const lines = gateway.log.lines.filter(({ msg }) => msg === 'Refused before it was a request.');
  expect(lines.map(({ reason }) => reason)).toEqual(['The request headers are too large.']);
  expect(gateway.log.text).not.toContain('secret');
});
