/**
 * A field's name as parsers that read names in any case may take it (Go's encoding/json does): in small letters, and the long s, which
 * has none, as an s. https://pkg.go.dev/encoding/json#Unmarshal
 */
export function foldedName(name: string): string {
  return name.toLowerCase().replaceAll('\u017f', 's');
}
