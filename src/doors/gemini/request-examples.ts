const ANY = { type: 'object', additionalProperties: true } as const;
const CONTENT = { parts: [{ text: 'The sky is blue.' }] };

/** Requests that succeed against the mock, for the documentation page. */
export const CONTENTS_BODY = {
  schema: { ...ANY, example: { contents: [{ role: 'user', parts: [{ text: 'Say hello.' }] }] } },
};
export const EMBED_BODY = { schema: { ...ANY, example: { content: CONTENT } } };
export const BATCH_EMBED_BODY = { schema: { ...ANY, example: { requests: [{ content: CONTENT }] } } };

export const MODEL = { name: 'model', description: 'An alias, or a model.', example: 'gemini-2.5-flash' };
export const EMBEDDING_MODEL = { ...MODEL, example: 'mock-embedding' };

export const ANSWER = { description: "In Gemini's own form.", schema: ANY };
