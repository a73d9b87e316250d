import { RenamedFields } from './renamed-fields';

const NAMES = new Map([
  ['filter_id_', 'filter[id]'],
  ['say "a"', 'b'],
  ['_', ''],
]);

function inPieces(text: string, length: number): string {
  const fields = new RenamedFields(NAMES);
  let told = '';
  for (let at = 0; at < text.length; at += length) told += fields.take(text.slice(at, at + length));
  return told + fields.end();
}

describe('RenamedFields', () => {
  it.each([
    ['{"filter_id_":1}', '{"filter[id]":1}'],
    [
      '{ "a" : "filter_id_", "filter_id_" : ["filter_id_"] }',
      '{ "a" : "filter_id_", "filter[id]" : ["filter_id_"] }',
    ],
    ['{"a":{"filter_id_":{}},"filter_id_":{}}', '{"a":{"filter_id_":{}},"filter[id]":{}}'],
    ['{"a":[{"filter_id_":1},{"filter_id_":2}],"_":3}', '{"a":[{"filter_id_":1},{"filter_id_":2}],"":3}'],
    ['{"a":"x\\"},{\\\\","filter_id_":2}', '{"a":"x\\"},{\\\\","filter[id]":2}'],
    ['{"say \\"a\\"":12345678901234567890.10}', '{"b":12345678901234567890.10}'],
    ['{"filter\\u005fid_":"🦊"}', '{"filter[id]":"🦊"}'],
    ['{"other\\u005f":1}', '{"other\\u005f":1}'],
    ['["filter_id_",{"filter_id_":1}]', '["filter_id_",{"filter_id_":1}]'],
    ['', ''],
    ['{"filter_i', '{"filter_i'],
    ['"filter_id_"', '"filter_id_"'],
  ])('%s becomes %s, whole and in pieces', (text, expected) => {
    for (const length of [1, 2, 3, 7, 1000]) expect(inPieces(text, length)).toBe(expected);
  });
});
