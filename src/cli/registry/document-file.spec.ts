import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readYamlFile } from './document-file';

describe('a YAML file on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'document-file-'));
  const file = join(folder, 'config.yaml');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a: 1\n---\nb: 2\n', ':2:1 has a second document (---): one is read.'],
    ['a: 1\na: sk-secret\n', ':2:1 has a name that its mapping has already.'],
    ['\ta: 1\n', ':1:1 is indented with a tab: YAML wants spaces.'],
  ])(
    'that is not YAML is refused with the place, in plain words that quote nothing of it: %j',
    async (text, said) => {
      writeFileSync(file, text);
      await expect(readYamlFile(file)).rejects.toThrow(new Error(`${file}${said}`));
    },
  );

  it('may have merged parts', async () => {
    writeFileSync(file, 'base: &base { a: 1 }\none: { <<: *base, b: 2 }\n');
    expect(await readYamlFile(file)).toEqual({ base: { a: 1 }, one: { a: 1, b: 2 } });
  });
});
