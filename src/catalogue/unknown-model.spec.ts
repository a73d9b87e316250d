import { modelChoices, quotedModel } from './unknown-model';
import { cpuMs } from '../../test/support/observation/cpu-time';

describe('modelChoices', () => {
  it.each([
    ['gpt-4p', ['gpt-4o', 'claude'], 'gpt-4o'],
    ['GPT-4o', ['gpt-4o'], 'gpt-4o'],
    ['gpt-4o', ['mistral', 'Main/gpt-4o'], 'Main/gpt-4o'],
    ['openai/gpt-4o', ['gpt-4o'], 'gpt-4o'],
    ['claude-sonnet', ['gpt', 'claude-sonnet-4-6'], 'claude-sonnet-4-6'],
  ])('of %s among %j name %s as the nearest', (asked, names, nearest) => {
    expect(modelChoices(asked, names)).toContain(` Did you mean "${nearest}"?`);
  });

  it('name no nearest where none is near, and some of what there is', () => {
    expect(modelChoices('x', ['gpt', 'claude'])).toBe(' Known: "gpt", "claude". GET /v1/models lists them.');
    expect(modelChoices('x', [])).toBe(' No model may be called.');
  });

  it('stay short with however many and however long names', () => {
    const names = Array.from({ length: 50_000 }, (_, n) => `model-${n}-${'x'.repeat(400)}`);
    let text = '';
    expect(cpuMs(() => (text = modelChoices('y'.repeat(512), names)))).toBeLessThan(2_000);
    expect(text.length).toBeLessThan(1_500);
    expect(text).toContain('(50000 in all)');
  });
});

describe('quotedModel', () => {
  it.each([
    ['a"b', '"a\\"b"'],
    ['a\u202eb', '"a?b"'],
    ['é', '"é"'],
  ])('escapes %j', (name, quoted) => {
    expect(quotedModel(name)).toBe(quoted);
  });

  it('cuts', () => {
    expect(quotedModel('x'.repeat(500)).length).toBeLessThan(110);
  });
});
