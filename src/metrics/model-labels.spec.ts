import { ModelLabels } from './model-labels';

const ANYONE = { keyId: 'anyone' };

describe('ModelLabels', () => {
  it('gives a listed model its name, answered or not', () => {
    const labels = new ModelLabels();
    labels.know(['gpt-4o']);
    expect(labels.label('gpt-4o', ANYONE, false)).toBe('gpt-4o');
  });

  it('gives an unlisted one its name once an upstream has answered to it', () => {
    const labels = new ModelLabels();
    expect(labels.label('wild', ANYONE, false)).toBe('other');
    expect(labels.label('wild', ANYONE, true)).toBe('wild');
    expect(labels.label('wild', ANYONE, false)).toBe('wild');
  });

  it('learns two hundred unlisted names, and still has room for listed ones', () => {
    const labels = new ModelLabels();
    const given = Array.from({ length: 10_000 }, (_, n) =>
      labels.label(`made-up-${n}`, { keyId: `key-${n % 9}` }, true),
    );
    expect(new Set(given).size).toBe(201);
    labels.know(['gpt-4o']);
    expect(labels.label('gpt-4o', ANYONE, false)).toBe('gpt-4o');
    expect(labels.label('made-up-9999', ANYONE, true)).toBe('other');
  });

  it('leaves other keys their names where one calls by any, and aliases theirs for every caller', () => {
    const labels = new ModelLabels();
    const any = { keyId: 'any', key: { assignments: () => [{ alias: '*' }] } };
    const given = Array.from({ length: 10_000 }, (_, n) => labels.label(`made-up-${n}`, any, true));
    expect(new Set(given).size).toBe(51);
    expect(labels.label('wild', ANYONE, true)).toBe('wild');
    for (let n = 0; n < 1_000; n++) labels.label(`answered-${n}`, { keyId: `key-${n}` }, true);
    const named = { keyId: 'named', key: { assignments: (alias: string) => [{ alias }] } };
    expect(labels.label('smart', named, false)).toBe('smart');
    expect(labels.label('made-up', any, false)).toBe('other');
    const aliases = Array.from({ length: 1_000 }, (_, n) => labels.label(`alias-${n}`, named, true));
    expect(new Set(aliases).size).toBe(300);
  });

  it('has five hundred values at most, however long and changing the list', () => {
    const labels = new ModelLabels();
    const given = new Set<string>();
    for (let list = 0; list < 10; list++) {
      const names = Array.from({ length: 200 }, (_, n) => `model-${list}-${n}`);
      labels.know(names);
      for (const name of names) given.add(labels.label(name, ANYONE, true));
    }
    given.delete('other');
    expect(given.size).toBe(500);
  });

  it.each(['', 'x'.repeat(129)])('takes no name that is nobody’s model (%#)', (name) => {
    const labels = new ModelLabels();
    labels.know([name]);
    expect(labels.label(name, ANYONE, true)).toBe('other');
  });
});
