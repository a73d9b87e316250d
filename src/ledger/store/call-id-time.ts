const TIME_DIGITS = 12;

/** The time in a call's id (RFC 9562, version 7), in milliseconds since 1970. */
export function timeInId(callId: string): number {
  const at = Number.parseInt(callId.replaceAll('-', '').slice(0, TIME_DIGITS), 16);
  return Number.isNaN(at) ? 0 : at;
}

/** What the ids of a time and of all later ones are not less than. @param at milliseconds since 1970 */
export function firstIdAt(at: number): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(TIME_DIGITS, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}
