/**
 * What is wrong with a text that is not YAML, in words of ours: the library's own may quote the text, and with it a key.
 * By its error codes (https://eemeli.org/yaml/#errors); each completes "file …".
 */
const MESSAGES: Readonly<Record<string, string>> = {
  BAD_COLLECTION_TYPE: 'has a list or a mapping whose tag does not fit',
  BAD_DQ_ESCAPE: 'has a backslash in double quotes that begins no escape',
  BAD_INDENT: 'is not indented as YAML wants it, or a bracket before it is not closed',
  BAD_SCALAR_START: 'has a text that begins with a character that needs quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'has a mapping where a single value is expected (a text with ": " in it needs quotes)',
  BLOCK_IN_FLOW: 'has an indented list or mapping inside brackets',
  DUPLICATE_KEY: 'has a name that its mapping has already',
  KEY_OVER_1024_CHARS: 'has a name of more than 1024 characters',
  MISSING_CHAR: 'has a character missing: a closing quote or bracket, a comma, or a space after a colon',
  MULTILINE_IMPLICIT_KEY: 'has a line without a colon after its name',
  MULTIPLE_DOCS: 'has a second document (---): one is read',
  RESOURCE_EXHAUSTION: 'is nested too deeply',
  TAB_AS_INDENT: 'is indented with a tab: YAML wants spaces',
  TAG_RESOLVE_FAILED: 'has a tag (!name) that is not known',
};

/** The message for an error code of the package `yaml`. */
export function yamlMistake(code: string): string {
  return MESSAGES[code] ?? 'is not YAML from here on';
}
