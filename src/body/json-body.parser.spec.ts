import { fastify } from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import { until } from '../../test/support/until';
import { registerJsonBody } from './json-body.parser';

describe('a body that was read', () => {
  let service: FastifyInstance;
  const requests: FastifyRequest[] = [];
  beforeAll(async () => {
    service = fastify();
    service.addHook('onRequest', (request, _reply, done) => {
      request.caller = { id: 'agents' } as unknown as Caller;
      requests.push(request);
      done();
    });
    registerJsonBody(service, 4 * 1024 * 1024, () => () => undefined);
    service.post('/', ({ rawBody, body }) => ({ bytes: rawBody?.length, parsed: body !== undefined }));
    await service.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => service.close());

  it('is let go of when its answer is given, while the connection with its last request is kept', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(1024 * 1024) });
    const answer = await fetch(service.listeningOrigin, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await answer.json()).toEqual({ bytes: body.length, parsed: true });
    const [request] = requests;
    await until(() => request?.rawBody === undefined && request?.body === undefined, {
      what: 'the body to be let go of',
    });
  });
});
