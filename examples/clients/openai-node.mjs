/** The service with OpenAI's SDK for Node: a whole answer, a stream, an error. */
import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: `${process.env.LLM_PROXY_URL ?? 'http://localhost:8002'}/v1`,
  apiKey: process.env.LLM_PROXY_KEY ?? 'change-me-internal-key',
});
const messages = [{ role: 'user', content: 'Hello' }];

const answer = await client.chat.completions.create({ model: 'gpt-4o-mini', messages });
console.log('answer:', answer.choices[0].message.content);
console.log('tokens:', answer.usage.total_tokens);

const stream = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true });
for await (const chunk of stream) console.log('chunk: ', chunk.choices[0]?.delta.content ?? '');

try {
  await client.chat.completions.create({ model: 'mock-error-400', messages });
} catch (error) {
  if (!(error instanceof OpenAI.APIError)) throw error;
  console.log('error: ', error.status, error.headers.get('x-llm-proxy-error'), error.message);
}
