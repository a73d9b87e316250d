/** The service with the Vercel AI SDK: a whole answer, a stream, an error. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, streamText } from 'ai';

const proxy = createOpenAICompatible({
  name: 'llm-proxy',
  baseURL: `${process.env.LLM_PROXY_URL ?? 'http://localhost:8002'}/v1`,
  apiKey: process.env.LLM_PROXY_KEY ?? 'change-me-internal-key',
  includeUsage: true,
});
const prompt = 'Hello';

const answer = await generateText({ model: proxy('gpt-4o-mini'), prompt });
console.log('answer:', answer.text);
console.log('tokens:', answer.usage.totalTokens);

const { textStream } = streamText({ model: proxy('gpt-4o-mini'), prompt });
for await (const text of textStream) console.log('chunk: ', text);

try {
  await generateText({ model: proxy('mock-error-400'), prompt, maxRetries: 0 });
} catch (error) {
  if (!APICallError.isInstance(error)) throw error;
  console.log('error: ', error.statusCode, error.responseHeaders['x-llm-proxy-error'], error.message);
}
