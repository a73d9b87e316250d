import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_DEPTH, MAX_VALUES } from '../src/body/json-bounds';
import { memoryBudgets } from '../src/config/memory-limit';
import { boundSettings, SETTING_PREFIX } from '../src/config/setting.decorator';
import '../src/config/settings';
import { ERROR_CATALOGUE } from '../src/errors/gateway-error';
import { LISTS } from '../src/registry/transfer/read-document';
import { documentText, ROOT, tableRows, unquoted } from './support/documents/markdown';
import { spawnGateway } from './support/service/spawned-gateway';
import { until } from './support/observation/until';

/** What the documents for operators promise, held to the code and to the benchmark's results. */

const MIB = 1024 * 1024;

describe('docs/sizing.md', () => {
  const rows = tableRows(documentText('docs/sizing.md'));

  it('has the limits of heap and bodies that a container of each size gets', () => {
    const sizes = rows.filter(([memory = '']) => /^\d+ MiB$/.test(memory));
    expect(sizes.length).toBeGreaterThan(3);
    for (const [memory = '', heap, bodies] of sizes) {
      const mib = Number.parseInt(memory, 10);
      expect({ memory, heap, bodies }).toEqual({
        memory,
        heap: `${mib / 2} MiB`,
        bodies: `${memoryBudgets({}, mib * MIB).bodyMemoryBytes / MIB} MiB`,
      });
    }
  });

  it('has the defaults of the settings', () => {
    const settings = rows.filter(([name = '']) => name.startsWith(`\`${SETTING_PREFIX}`));
    expect(settings).toHaveLength(3);
    for (const [name = '', fallback] of settings) {
      const one = boundSettings().find((setting) => `\`${SETTING_PREFIX}${setting.name}\`` === name);
      expect([name, unquoted(fallback ?? '')]).toEqual([name, one?.fallback]);
    }
  });

  it('has the figures of the last run of the benchmark', () => {
    const results = documentText('bench/RESULTS.md');
    const measured = (what: string): number => {
      const row = tableRows(results).find(([name = '']) => name === what);
      return Number(/^[\d.]+/.exec(row?.[3] ?? '')?.[0]);
    };
    const said = (what: string, column = 1): number => {
      const cell = rows.find(([name = '']) => name === what)?.[column] ?? '';
      return Number(/^[\d.,]+/.exec(cell)?.[0].replaceAll(',', ''));
    };
    expect(said('a whole answer of 800 bytes')).toBe(Math.round(measured('whole answer of 800 bytes')));
    expect(said('a stream of 100 chunks that comes at once')).toBe(measured('burst stream of 100 chunks'));
    expect(said('a request of 1 MB')).toBeCloseTo(measured('request of 1 MB') / 1000, 1);
    expect(said('limits in Valkey, a call more')).toBe(
      measured('limits in Valkey: a call, above limits in memory'),
    );
    expect(said('idle after the start')).toBe(measured('memory: idle after the start'));
    expect(said('idle after load')).toBe(measured('memory: idle after load'));
    const column = 2;
    expect(results).toContain(`service: ${said('a whole answer of 800 bytes', column)}/s`);
    expect(results).toContain(`service: ${said('a stream of 100 chunks that comes at once', column)}/s`);
    expect(results).toContain(`service: ${said('a request of 1 MB', column)}/s`);
    expect(documentText('docs/sizing.md')).toContain(/^- Date: ([\d-]+)/m.exec(results)?.[1]);
  });
});

describe('CHANGELOG.md', () => {
  const text = documentText('CHANGELOG.md');

  it('has a section for the version of package.json', () => {
    const { version } = JSON.parse(documentText('package.json')) as { version: string };
    expect(text).toMatch(new RegExp(`^## ${version.replaceAll('.', '\\.')}$`, 'm'));
  });

  it('says what 0.x promises, and names as added only settings that there are', () => {
    expect(text).toContain('## What 0.x promises');
    const known = boundSettings().map(({ name }) => SETTING_PREFIX + name);
    const named = text.match(/LLM_PROXY__[A-Z0-9_]+/g) ?? [];
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('docs/backup.md', () => {
  const text = documentText('docs/backup.md').replace(/\s+/g, ' ');

  it('names all that is in the data folder of a service that has run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'backup-'));
    const gateway = await spawnGateway({ settings: { DATA_DIR: folder, LEDGER: 'true' } });
    try {
      await until(() => existsSync(join(folder, 'ledger.sqlite')), { what: 'the database of the ledger' });
      const lasting = readdirSync(folder).filter((name) => !/-(wal|shm|journal)$/.test(name));
      expect(lasting).toEqual(expect.arrayContaining(['registry.sqlite', 'journal', 'master.key']));
      for (const name of lasting) expect(text).toMatch(new RegExp(`\\| \`${name}/?\` +\\|`));
    } finally {
      await gateway.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('says what an export has', () => {
    const [last = '', ...others] = LISTS.map((name) => name.replace('_', ' ')).reverse();
    expect(text).toContain(`It has ${others.reverse().join(', ')} and ${last} by their names.`);
  });
});

describe('docs/troubleshooting.md', () => {
  const sections = documentText('docs/troubleshooting.md').split(/^## /m).slice(1);
  const quoting = sections.filter((section) => /^\| message /m.test(section));
  const messages = quoting.flatMap(tableRows).map(([message = '']) => unquoted(message));
  /** Each source as one text, in which a message that goes over several lines is whole. */
  const sources = ['src', 'scripts']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((name) => /\.(ts|mjs)$/.test(name) && !/\.spec\.ts$/.test(name))
    .map((name) =>
      documentText(name)
        .replace(/['"`] \+\s+['"`]/g, '')
        .replaceAll("\\'", "'"),
    );

  it('quotes messages', () => {
    expect(quoting.length).toBeGreaterThanOrEqual(4);
    expect(messages.length).toBeGreaterThan(30);
  });

  it.each(messages)('quotes what the code says: %s', (message) => {
    const pieces = message.split('…').filter((piece) => piece.trim().length > 2);
    expect(pieces.join('').length).toBeGreaterThan(12);
    const saying = sources.filter((source) => pieces.every((piece) => source.includes(piece.trimEnd())));
    expect({ message, said: saying.length > 0 }).toEqual({ message, said: true });
  });

  it('gives each refusal the status of the catalogue', () => {
    const statuses = new Set(Object.values(ERROR_CATALOGUE).map(({ status }) => String(status)));
    const rows = quoting.flatMap(tableRows).filter(([, status = '']) => /^\d{3}$/.test(status));
    expect(rows.length).toBeGreaterThan(15);
    for (const [message, status = ''] of rows)
      expect([message, statuses.has(status)]).toEqual([message, true]);
  });
});

describe('docs/security.md', () => {
  it('has the defaults of what one caller can take', () => {
    const [, section = ''] =
      /## What one caller can take\n([\s\S]*?)\n## /.exec(documentText('docs/security.md')) ?? [];
    const said = [...section.matchAll(/`LLM_PROXY__(\w+)` \(([\d,]+)\)/g)];
    expect(said.length).toBeGreaterThanOrEqual(3);
    for (const [, name = '', value = ''] of said) {
      const fallback = boundSettings().find((one) => one.name === name)?.fallback;
      expect([name, value.replaceAll(',', '')]).toEqual([name, fallback]);
    }
    expect(section).toContain(`${MAX_DEPTH} levels, ${MAX_VALUES.toLocaleString('en')} keys and values`);
  });
});
