"""The service with OpenAI's SDK for Python: a whole answer, a stream, an error."""

import os

import openai

client = openai.OpenAI(
    base_url=os.environ.get("LLM_PROXY_URL", "http://localhost:8002") + "/v1",
    api_key=os.environ.get("LLM_PROXY_KEY", "change-me-internal-key"),
)
messages = [{"role": "user", "content": "Hello"}]

answer = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
print("answer:", answer.choices[0].message.content)
print("tokens:", answer.usage.total_tokens)

stream = client.chat.completions.create(model="gpt-4o-mini", messages=messages, stream=True)
for chunk in stream:
    print("chunk: ", chunk.choices[0].delta.content or "" if chunk.choices else "")

try:
    client.chat.completions.create(model="mock-error-400", messages=messages)
except openai.APIStatusError as error:
    print("error: ", error.status_code, error.response.headers["x-llm-proxy-error"], error.message)
