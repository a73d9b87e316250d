/**
 * A text without the characters at its end that are among `these`. By a regular expression (`/\/+$/`) it would take time
 * with the square of the text: the expression is tried at each character anew.
 */
export function withoutTrailing(text: string, these: string): string {
  let end = text.length;
  while (end > 0 && these.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
