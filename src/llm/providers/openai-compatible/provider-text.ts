import { withoutControls } from '../../../json/control-character';

const MAX_SHOWN = 1_000;
/** What is in the place of something that is not shown. */
export const REDACTED = '[redacted]';

/** What looks like a credential, a host or an address; the longer forms first. */
const NOT_FOR_CALLERS: readonly RegExp[] = [
  /\b(?:sk|pk|vk|AIza|gsk|xai)[-_A-Za-z0-9*.]{8,}/g,
  /\bBearer\s+\S+/gi,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s"')]+/gi,
  /\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g,
  /\[[0-9a-f]*:[0-9a-f:.]+\](?::\d+)?/gi,
  /\b(?:[a-z0-9-]+\.)+[a-z0-9-]+:\d{2,5}\b/gi,
  /\b[a-z][a-z0-9-]*:\d{4,5}\b/gi,
  /\b(?:[a-z0-9-]+\.)+(?:internal|local|localdomain|lan|corp|intranet|svc|cluster)\b(?:\.[a-z0-9-]+)*/gi,
];

/**
 * A text, of a bounded size, without what looks like a credential or a host.
 * @param kept what is left as it is all the same, such as the addresses of public pages
 */
export function redactedText(text: string, kept: RegExp): string {
  let shown = text;
  for (const pattern of NOT_FOR_CALLERS) {
    shown = shown.replace(pattern, (found) => (kept.test(found) ? found : REDACTED));
  }
  return shown;
}

/** A provider's text as a caller may see it: one line, not long, and without what looks like a credential or a host. */
export function shownText(text: string): string {
  // More than is shown, so that nothing at the end of that is cut into a form that is not recognised.
  let shown = text.slice(0, 2 * MAX_SHOWN);
  for (const pattern of NOT_FOR_CALLERS) shown = shown.replace(pattern, REDACTED);
  return withoutControls(shown, ' ').slice(0, MAX_SHOWN);
}
