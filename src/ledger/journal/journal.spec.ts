import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { until } from '../../../test/support/observation/until';
import { Journal } from './journal';
import { segmentsIn } from './segments';

const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-journal-'));
const away = `${folder}-away`;
afterAll(() => {
  for (const one of [folder, away]) rmSync(one, { recursive: true, force: true });
});

it('a journal whose disk takes nothing says so, and goes on by itself when it takes something again', async () => {
  const errors: object[] = [];
  const log = pino({ level: 'error' }, { write: (line) => errors.push(JSON.parse(line) as object) });
  const journal = Journal.open({ folder, fsync: 'off', maxBytes: 8 * 1024, log });
  const add = async (text: string): Promise<void> => {
    journal.append({ text: () => text });
    await journal.written();
  };
  await add('x'.repeat(700));
  expect(journal.trouble).toBeUndefined();

  // The next record needs another segment.
  renameSync(folder, away);
  await add('y'.repeat(700));
  expect(journal.trouble).toBe('disk');
  expect([journal.unrecorded, errors]).toEqual([1, [expect.objectContaining({ alert: true })]]);
  renameSync(away, folder);
  await until(() => journal.trouble === undefined, { what: 'the journal to go on' });
  await add('z'.repeat(700));
  journal.close();
  const texts = segmentsIn(folder).map(({ file }) => readFileSync(file, 'latin1'));
  expect(texts.join('')).toMatch(/x{700}[^y]*z{700}/s);
  expect(journal.unrecorded).toBe(1);
  expect(existsSync(away)).toBe(false);
});
