import { jsonFlaw } from './json-flaw';

function flawOf(bytes: Buffer): string {
  try {
    JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    return jsonFlaw(bytes, cause);
  }
  throw new Error('it is valid');
}

it.each([
  ['{"a":1,}', 'expected double-quoted property name at line 1, column 8'],
  ['{\n "a" 1}', "expected ':' after property name at line 2, column 6"],
  ["{'a':1}", "expected property name or '}' at line 1, column 2"],
  ['{"a":"x', 'unterminated string at line 1, column 8'],
  ['{"a":"x\ny"}', 'bad control character in string literal at line 1, column 8'],
  ['{"a":1', "expected ',' or '}' after property value at line 1, column 7"],
  ['{"a":1}{"b":2}', 'unexpected non-whitespace character at line 1, column 8'],
  ['{"a":True,"text":"of a caller"}', "unexpected 'T'"],
  ['[1,]', "unexpected ']'"],
  [' ', 'it ends too early'],
  ['„a“', 'it could not be parsed'],
  ['\ufeff{"a":1}', 'it begins with a byte order mark, which has to be left out'],
])('%j', (json, said) => {
  expect(flawOf(Buffer.from(json))).toBe(said);
});

it.each(['{"a":1}', '\ufeff{"a":1}'])('%j in UTF-16', (json) => {
  expect(flawOf(Buffer.from(json, 'utf16le'))).toBe('it is not in UTF-8');
});
