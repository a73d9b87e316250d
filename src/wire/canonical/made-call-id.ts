import { randomUUID } from 'node:crypto';

const MADE = /^call_[0-9a-f]{24}$/;

/** An id for a call to which a provider gave none, in the form of OpenAI's. */
export function madeCallId(): string {
  return `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}

/** Whether an id may be one of {@link madeCallId}. */
export function isMadeCallId(id: string): boolean {
  return MADE.test(id);
}
