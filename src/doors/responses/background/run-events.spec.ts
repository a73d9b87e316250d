import { RunEvents } from './run-events';

it('a broken event of a provider is the failure of that, and not of the service', () => {
  const events = new RunEvents('resp_1');
  const broken = Buffer.from('event: response.output_text.delta\ndata: {"type":"response.outp\n\n');
  expect(() => {
    events.add(broken);
  }).toThrow(expect.objectContaining({ code: 'PROVIDER_ERROR', upstreamFailure: 'malformed' }));
});
