import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../config/secret';
import { replaceMasterKeys } from './master-key.file';

describe('a file of master keys whose key is turned', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-keys-'));
  const file = join(folder, 'master.key');

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('keeps its owner and its mode, so that the service can read it though root turned the key', () => {
    const { uid, gid } = statSync(folder);
    // Only root can hand a file to somebody.
    const owner = uid === 0 ? 1234 : uid;
    writeFileSync(file, 'old\n');
    chmodSync(file, 0o640);
    chownSync(file, owner, gid);
    replaceMasterKeys(file, [new Secret('new'), new Secret('old')]);
    expect(readFileSync(file, 'utf8')).toBe('new\nold\n');
    expect(statSync(file)).toMatchObject({ uid: owner, gid });
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['master.key']);
  });
});
