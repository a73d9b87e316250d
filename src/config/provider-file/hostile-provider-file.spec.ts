import fc from 'fast-check';
import * as yaml from 'yaml';
import { parseProviderFile } from './parse-provider-file';
import { ProviderFileError } from './provider-file-error';
import { MOST_GROWTH, cpuMs, growth } from '../../../test/support/observation/cpu-time';

/** The lines of a refusal. */
function refusal(text: string): string[] {
  const knownProviders = [{ name: 'mock', endpoint: 'http://localhost', credential: 'optional' as const }];
  try {
    parseProviderFile(text, 'providers.yaml', { environment: {}, knownProviders }, yaml);
  } catch (problem) {
    expect(problem).toBeInstanceOf(ProviderFileError);
    return problem instanceof Error ? problem.message.split('\n') : [];
  }
  throw new Error('the file was taken');
}

describe('a mistake in a provider file', () => {
  it.each([
    'providers: {mock: {api_key: 987654321}}',
    'providers: {mock: {api_key: [s3cret]}}',
    'providers: {mock: {apikey: s3cret}}',
    'providers: {mock: s3cret}',
    'providers: {mock: {api_key: "s3cret}}',
    'providers: {mock: {api_key: "s3cret" s3cret}}',
    'providers:\n  mock:\n    api_key: s3cret: s3cret\n',
    'providers:\n  mock:\n    api_key:\n    s3cret\n',
    'providers: {mock: {api_key: *s3cret}}',
    'providers: {mock: {api_key: !s3cret x}}',
    'providers: {mock: {base_url: "https://user:s3cret@host"}}',
    'providers: {mock: {options: {headers: {x: [s3cret]}}}}',
    'providers: {mock: {options: {headers: {x: 987654321}}}}',
    'providers: {mock: {api_key: "s3cret${"}}',
  ])('never shows a secret: %j', (text) => {
    const message = refusal(text).join('\n');
    expect(message).not.toContain('s3cret');
    expect(message).not.toContain('987654321');
  });

  it('is told in one line whatever is in the file', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
        const text = yaml.stringify({ providers: { [name]: { [value]: value } }, [name]: value });
        for (const line of refusal(text)) expect(line).toMatch(/^providers\.yaml:\d+:\d+ /);
      }),
    );
  });
});

describe('a provider file made to take the service down', () => {
  /** The lines of its refusal, and that it took no longer: CPU time, in milliseconds. */
  const within = (ms: number, text: string): string[] => {
    let lines: string[] = [];
    expect(cpuMs(() => (lines = refusal(text)))).toBeLessThan(ms);
    return lines;
  };

  it('by aliases that multiply is refused', () => {
    const models = Array.from({ length: 5_000 }, (_, at) => `m${at}`).join(',');
    const copies = Array.from({ length: 5_000 }, (_, at) => `  p${at}: *one\n`).join('');
    const text = `providers:\n  mock: &one {type: mock, models: [${models}]}\n${copies}`;
    expect(within(10_000, text).join('\n')).toMatch(/at most 100000 are read|at most 100 are read/);
  });

  it('by an alias to itself is refused', () => {
    expect(within(1_000, 'providers: &all {mock: *all}').length).toBeGreaterThan(0);
  });

  it('by depth is refused', () => {
    expect(within(10_000, `providers: ${'['.repeat(100_000)}`)[0]).toContain('is nested too deeply');
  });

  it('by many names is refused in time that grows with their number alone', () => {
    const read = (count: number): string[] =>
      refusal(Array.from({ length: count }, (_, at) => `a${at}: {}`).join('\n'));
    expect(read(1_000)).toHaveLength(51);
    expect(growth(read, 1_000)).toBeLessThan(MOST_GROWTH);
  });
});
