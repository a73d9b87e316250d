/**
 * A text without what would steer a terminal, a log or a page that shows it: control characters of ASCII and Latin-1, the two
 * separators at which some readers end a line, and what turns the direction of a text (https://unicode.org/reports/tr9/).
 * @param replacement what is in the place of each run of them
 */
export function withoutControls(text: string, replacement: string): string {
  return text.replace(CONTROLS, replacement);
}

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g;

/** A control character of ASCII: no name or id has one, and what takes it further may be steered by it. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
export const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;
