#!/bin/sh
# The service with curl: a whole answer, a stream, an error.
set -eu
url="${LLM_PROXY_URL:-http://localhost:8002}"
key="${LLM_PROXY_KEY:-change-me-internal-key}"

ask() {
  curl -sS -N "$url/v1/chat/completions" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' "$@"
}

echo '--- a whole answer'
ask -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]}'

printf '\n--- a stream\n'
ask -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}], "stream": true}'

printf -- '--- an error\n'
ask -w '\nstatus %{http_code}, %header{x-llm-proxy-error}\n' -d '{"model": "gpt-4o-mini", "messages": []}'
