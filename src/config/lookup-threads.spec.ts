import { makeRoomForLookups } from './lookup-threads';

it('lookups have more threads than Node gives them, unless the operator says how many', () => {
  const environment: NodeJS.ProcessEnv = {};
  makeRoomForLookups(environment);
  expect(Number(environment['UV_THREADPOOL_SIZE'])).toBeGreaterThan(4);
  const own = { UV_THREADPOOL_SIZE: '64' };
  makeRoomForLookups(own);
  expect(own.UV_THREADPOOL_SIZE).toBe('64');
});
