import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Journal } from '../journal/journal';
import { segmentsIn } from '../journal/segments';
import { refusedText } from '../record-text';
import { Shipper } from './shipper';

const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-shipper-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('a segment that somebody deletes while the database is away does not hold up those behind it', async () => {
  const log = pino({ level: 'silent' });
  const journal = Journal.open({ folder, fsync: 'off', maxBytes: 1024 * 1024, log });
  const ownFrom = journal.current;
  for (const id of ['first', 'second', 'third']) {
    const text = refusedText({ id, hour: 0, keyId: 'k', code: 'RATE_LIMITED', count: 1 });
    journal.append({ text: () => text });
    await journal.written();
    journal.beginSegment();
  }
  let isAway = true;
  const written: string[] = [];
  const shipper = new Shipper({
    folder,
    ownFrom,
    write: ({ refusals }) => {
      if (isAway) return Promise.reject(new Error('away'));
      written.push(...refusals.map(({ id }) => id));
      return Promise.resolve();
    },
    onFlaw: () => undefined,
  });
  await expect(shipper.ship()).rejects.toThrow('away');
  const [oldest] = segmentsIn(folder);
  rmSync(oldest?.file ?? '');
  isAway = false;
  await shipper.ship();
  expect(written).toEqual(['second', 'third']);
  expect(segmentsIn(folder)).toHaveLength(1);
  journal.close();
  expect(segmentsIn(folder)).toHaveLength(0);
});
