import { withoutTrailing } from '../../../config/without-trailing';
import { withoutControls } from '../../../json/control-character';

const MAX_SHOWN = 1_000;
/** What is in the place of something that is not shown. */
export const REDACTED = '[redacted]';

/** What looks like a credential, a URL or an address. Each in linear time: nothing is looked at again from its middle on. */
const NOT_FOR_CALLERS: readonly RegExp[] = [
  /\b(?:sk|pk|vk|AIza|gsk|xai)[-_A-Za-z0-9*.]{8,}/g,
  /\bBearer\s+\S+/gi,
  /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"')]+/gi,
  /\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g,
  /\[[0-9a-f]*:[0-9a-f:.]+\](?::\d+)?/gi,
];
/** All that may be a host, with its port. */
const MAYBE_HOST = /([\w.-]+)(?::(\d{2,5})\b)?/gi;
const WITH_DOMAIN = /[a-z0-9-]\.[a-z0-9-]/i;
/** Domains of networks that are not the public one. */
const INTERNAL = /\.(?:internal|local|localdomain|lan|corp|intranet|svc|cluster)(?=\.|$)/i;

/**
 * A text without what looks like a credential or a host.
 * @param kept what is left as it is all the same, such as the addresses of public pages
 */
export function redactedText(text: string, kept?: RegExp): string {
  let shown = text;
  for (const pattern of NOT_FOR_CALLERS) {
    shown = shown.replace(pattern, (found) => (kept?.test(found) === true ? found : REDACTED));
  }
  return shown.replace(MAYBE_HOST, (found, name: string, port: string | undefined) => {
    if (!isHost(name, port)) return found;
    const end = port === undefined ? withoutTrailing(name, '.-') : found;
    return REDACTED + found.slice(end.length);
  });
}

/** A name with a port of four digits or more needs no domain; one with an underscore may be a field with its value. */
function isHost(name: string, port = ''): boolean {
  const plain = name.slice(name.lastIndexOf('_') + 1);
  if (port !== '' && WITH_DOMAIN.test(plain)) return true;
  return (port.length > 3 && plain === name && /[a-z]/i.test(name)) || INTERNAL.test(plain);
}

/** A provider's text as a caller may see it: one line, not long, and without what looks like a credential or a host. */
export function shownText(text: string): string {
  // More than is shown, so that nothing at the end of that is cut into a form that is not recognised.
  const shown = redactedText(text.slice(0, 2 * MAX_SHOWN));
  return withoutControls(shown, ' ').slice(0, MAX_SHOWN);
}
