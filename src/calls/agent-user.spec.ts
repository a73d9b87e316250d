import { withoutSession } from './agent-user';

const DEVICE = 'a1'.repeat(32);
const ACCOUNT = '0b7c6a1e-0000-4000-8000-000000000001';
const SESSION = '9f3e2d1c-0000-4000-8000-000000000002';

it.each([
  ['with an account', ACCOUNT],
  ['behind a gateway, without one', ''],
])('Claude Code’s two ids of a person %s are one user in all sessions', (_what, account) => {
  const person = `user_${DEVICE}_account_${account}`;
  expect(withoutSession(`${person}_session_${SESSION}`)).toBe(person);
  const ids = { device_id: DEVICE, account_uuid: account, session_id: SESSION };
  expect(withoutSession(JSON.stringify(ids))).toBe(person);
});

it.each(['ann', 'user_1_session_2', '{"device_id":', '{"device_id":7,"session_id":"x"}', '{}', ''])(
  'any other id stays as it is: %s',
  (user) => {
    expect(withoutSession(user)).toBe(user);
  },
);
