import { RegistryAccess } from './registry-access';
import { readSecret } from './secret-source';

const KEY = 'sk-secret-4711';

it.each([
  [
    { variable: KEY },
    '--api-key-env: there is no variable of this name (it takes the name of a variable, not the key itself).',
  ],
  [{ variable: '0a1b2c-4711' }, '--api-key-env: there is no variable of this name'],
  [{ variable: 'NO_SUCH_VARIABLE' }, '--api-key-env: there is no variable NO_SUCH_VARIABLE.'],
  [
    { file: `/nowhere/${KEY}` },
    '--api-key-file: this file (it takes a name, not the key itself) cannot be read (ENOENT).',
  ],
  [{ file: '/nowhere/key.txt' }, '--api-key-file: /nowhere/key.txt cannot be read (ENOENT).'],
])('a secret in the place of its source is in no message: %j', async (source, said) => {
  const failure = await readSecret({ option: '--api-key', ...source }).catch((problem: unknown) =>
    String(problem),
  );
  expect(failure).toContain(said);
  expect(failure).not.toContain('4711');
});

it('nor is an admin key in the place of its variable', () => {
  const place = { url: 'http://localhost:1', adminKeyEnv: '3f0a4711-4711-4711' };
  expect(() => new RegistryAccess().serviceOf(place)).toThrow(
    /^--admin-key-env: there is no key in a variable of this name/,
  );
  const usual = { url: 'http://localhost:1', adminKeyEnv: 'NO_SUCH_VARIABLE' };
  expect(() => new RegistryAccess().serviceOf(usual)).toThrow(
    'there is no key in a variable NO_SUCH_VARIABLE.',
  );
});
