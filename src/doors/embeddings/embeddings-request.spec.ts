import { validateEmbeddingsRequest } from './embeddings-request';

describe('an embeddings request', () => {
  it.each([
    ['a text', 'Hello'],
    ['texts', ['Hello', '']],
    ['token ids', [1, 2, 3]],
    ['lists of token ids', [[1, 2], [3]]],
  ])('takes %s', (_, input) => {
    expect(validateEmbeddingsRequest({ input }).input).toBe(input);
  });

  it.each([
    [undefined, 'input'],
    [null, 'input'],
    ['', 'input'],
    [1, 'input'],
    [{}, 'input'],
    [[], 'input'],
    [['Hello', 1], 'input'],
    [[1.5], 'input'],
    [[[]], 'input'],
    [[['Hello']], 'input'],
  ])('refuses the input %j', (input, param) => {
    expect(() => validateEmbeddingsRequest({ input })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param }) as Error,
    );
  });

  it.each([
    [{ dimensions: 0 }, 'dimensions'],
    [{ dimensions: 1.5 }, 'dimensions'],
    [{ encoding_format: 'hex' }, 'encoding_format'],
    [{ api_base: 'http://example.com' }, 'api_base'],
  ])('refuses %j, naming the field', (fields, param) => {
    expect(() => validateEmbeddingsRequest({ input: 'Hello', ...fields })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param }) as Error,
    );
  });
});
