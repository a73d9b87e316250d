import { messageWithoutRequest } from './upstream-message';

const raw = Buffer.from(
  JSON.stringify({ messages: [{ content: 'my patient Jane Miller has id P-4711-x and the flu' }] }),
);

describe('messageWithoutRequest', () => {
  it.each([
    ['The server is overloaded.', 'The server is overloaded.'],
    ["Cannot read 'Jane Miller' here", 'Cannot read [of the request] here'],
    ['Cannot read my patient Jane Miller here', 'Cannot read [of the request] here'],
    ['No entry P-4711-x.', 'No entry [of the request]'],
    ['Not möglich', 'Not [of the request]'],
  ])('makes of %j: %j', (message, left) => {
    expect(messageWithoutRequest(message, raw)).toBe(left);
  });

  it('says nothing of a request that is too large to be searched', () => {
    expect(messageWithoutRequest('The server is overloaded.', Buffer.alloc(2 * 1024 * 1024))).toBeUndefined();
  });
});
