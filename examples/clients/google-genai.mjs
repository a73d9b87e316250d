/** The service with Google's SDK for JavaScript: a whole answer, a stream, an error. */
import { ApiError, GoogleGenAI } from '@google/genai';

const client = new GoogleGenAI({
  apiKey: process.env.LLM_PROXY_KEY ?? 'change-me-internal-key',
  httpOptions: { baseUrl: process.env.LLM_PROXY_URL ?? 'http://localhost:8002' },
});
const contents = 'Hello';

const answer = await client.models.generateContent({ model: 'gpt-4o-mini', contents });
console.log('answer:', answer.text);
console.log('tokens:', answer.usageMetadata.totalTokenCount);

const stream = await client.models.generateContentStream({ model: 'gpt-4o-mini', contents });
for await (const chunk of stream) console.log('chunk: ', chunk.text ?? '');

try {
  await client.models.generateContent({ model: 'mock-error-400', contents });
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  console.log('error: ', error.status, error.message);
}
