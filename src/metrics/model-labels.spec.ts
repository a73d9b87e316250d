import { ModelLabels } from './model-labels';

describe('ModelLabels', () => {
  it('gives a listed model its name, answered or not', () => {
    const labels = new ModelLabels();
    labels.know(['gpt-4o']);
    expect(labels.label('gpt-4o', false)).toBe('gpt-4o');
  });

  it('gives an unlisted one its name once an upstream has answered to it', () => {
    const labels = new ModelLabels();
    expect(labels.label('wild', false)).toBe('other');
    expect(labels.label('wild', true)).toBe('wild');
    expect(labels.label('wild', false)).toBe('wild');
  });

  it('learns two hundred unlisted names, and still has room for listed ones', () => {
    const labels = new ModelLabels();
    const given = Array.from({ length: 10_000 }, (_, n) => labels.label(`made-up-${n}`, true));
    expect(new Set(given).size).toBe(201);
    labels.know(['gpt-4o']);
    expect(labels.label('gpt-4o', false)).toBe('gpt-4o');
    expect(labels.label('made-up-9999', true)).toBe('other');
  });

  it('has five hundred values at most, however long and changing the list', () => {
    const labels = new ModelLabels();
    const given = new Set<string>();
    for (let list = 0; list < 10; list++) {
      const names = Array.from({ length: 200 }, (_, n) => `model-${list}-${n}`);
      labels.know(names);
      for (const name of names) given.add(labels.label(name, true));
    }
    given.delete('other');
    expect(given.size).toBe(500);
  });

  it.each(['', 'x'.repeat(129)])('takes no name that is nobody’s model (%#)', (name) => {
    const labels = new ModelLabels();
    labels.know([name]);
    expect(labels.label(name, true)).toBe('other');
  });
});
