"""The service with Google's SDK for Python: a whole answer, a stream, an error."""

import os

from google import genai

client = genai.Client(
    api_key=os.environ.get("LLM_PROXY_KEY", "change-me-internal-key"),
    http_options={"base_url": os.environ.get("LLM_PROXY_URL", "http://localhost:8002")},
)

answer = client.models.generate_content(model="gpt-4o-mini", contents="Hello")
print("answer:", answer.text)
print("tokens:", answer.usage_metadata.total_token_count)

for chunk in client.models.generate_content_stream(model="gpt-4o-mini", contents="Hello"):
    print("chunk: ", chunk.text or "")

try:
    client.models.generate_content(model="mock-error-400", contents="Hello")
except genai.errors.ClientError as error:
    print("error: ", error.code, error.message)
