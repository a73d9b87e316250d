import { parsedObject } from '../json/parsed-object';

/** As Claude Code wrote it up to 2.1.7x: `user_<device>_account_<account>_session_<session>`. */
const WITH_SESSION = /^(user_[0-9a-f]{1,128}_account_[\w-]{0,64})_session_[\w-]{1,64}$/;
/** As it writes it since then: `{"device_id":"…","account_uuid":"…","session_id":"…"}`; the account is empty behind a gateway. */
const AS_JSON = /^\{"device_id":.{1,1000}\}$/;

/**
 * The person in an id that an agent sends. Claude Code's names the session beside him: with it, each session would be a user of its own.
 * Both of its forms name one person alike.
 */
export function withoutSession(user: string): string {
  const [, person] = WITH_SESSION.exec(user) ?? [];
  if (person !== undefined) return person;
  const ids = AS_JSON.test(user) ? parsedObject(user) : undefined;
  if (ids === undefined) return user;
  const { device_id: device, account_uuid: account = '' } = ids;
  return typeof device === 'string' && typeof account === 'string'
    ? `user_${device}_account_${account}`
    : user;
}
