import { fastify } from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import { until } from '../../test/support/observation/until';
import { collectFully } from '../memory/full-collection';
import { registerJsonBody } from './json-body.parser';

describe('a body that was read', () => {
  let service: FastifyInstance;
  const requests: FastifyRequest[] = [];
  const memory: WeakRef<ArrayBufferLike>[] = [];
  beforeAll(async () => {
    service = fastify();
    service.addHook('onRequest', (request, _reply, done) => {
      request.caller = { id: 'agents' } as unknown as Caller;
      requests.push(request);
      done();
    });
    registerJsonBody(service, 4 * 1024 * 1024, () => () => undefined);
    service.post('/', ({ rawBody, body }) => {
      if (rawBody !== undefined) memory.push(new WeakRef(rawBody.buffer));
      return { bytes: rawBody?.length, parsed: body !== undefined };
    });
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
    const isHeld = (): boolean => {
      collectFully();
      return memory.some((bytes) => bytes.deref() !== undefined);
    };
    await until(() => !isHeld(), { what: 'the body to be let go of' });
    expect(requests.map(({ rawBody, body: parsed }) => [rawBody, parsed])).toEqual([[undefined, undefined]]);
  });
});
