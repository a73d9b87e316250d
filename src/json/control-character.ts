/** A control character of ASCII: no name or id has one, and what takes it further may be steered by it. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
export const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;
