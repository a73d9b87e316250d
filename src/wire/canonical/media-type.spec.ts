import { fileNameFor, isTextType } from './media-type';

describe('a document’s media type', () => {
  it.each([
    'text/csv',
    'application/json',
    'application/x-yaml',
    'application/ld+json',
    'application/x-python',
  ])('%s tells a text', (mediaType) => {
    expect(isTextType(mediaType)).toBe(true);
  });

  it.each([
    'application/pdf',
    'application/zip',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ])('%s tells none', (mediaType) => {
    expect(isTextType(mediaType)).toBe(false);
  });

  it('gives a file without a name one with its own ending', () => {
    expect(fileNameFor('application/pdf')).toBe('document.pdf');
    expect(fileNameFor('application/msword')).toBe('document.doc');
    expect(fileNameFor('application/zip')).toBe('document');
  });
});
