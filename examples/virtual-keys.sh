#!/bin/sh
# Virtual keys step by step, with the mock as the provider: `npm start` in one terminal, this in another. It works on the
# database of the settings (.env), and removes in the end what it made.
set -eu
cd "$(dirname "$0")/.."
url="${LLM_PROXY_URL:-http://localhost:8002}"
key=vk-example-1234

llm_proxy() {
  LLM_PROXY_URL="" npm run --silent llm-proxy -- "$@"
}

ask() {
  curl -sS -N "$url/v1/chat/completions" -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
    -w '\nstatus %{http_code}, answered by %header{x-llm-proxy-deployment}\n' -d "$1"
}

# Ctrl-C may come before they are made.
clean_up() {
  llm_proxy vkey remove Example-App --force || true
  llm_proxy connection remove Example-Mock --force || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM

echo '--- a connection, two models, a key'
llm_proxy connection add --name Example-Mock --provider mock
llm_proxy model add --conn-id Example-Mock --name mock-error-500
llm_proxy model add --conn-id Example-Mock --name mock-echo
llm_proxy vkey add --name Example-App --key "$key" --expires 1d

echo '--- two assignments with one alias: the second is the fallback of the first'
llm_proxy assign --vkey-id Example-App --model-id Example-Mock/mock-error-500 --alias gpt-4 --priority 1
llm_proxy assign --vkey-id Example-App --model-id Example-Mock/mock-echo --alias gpt-4 --priority 2 --tps 50
llm_proxy assignments list --vkey-id Example-App

echo '--- a whole answer, from the fallback'
sleep 2 # a running service knows of a change within two seconds
ask '{"model": "gpt-4", "messages": [{"role": "user", "content": "Hello"}]}'

echo '--- a stream'
ask '{"model": "gpt-4", "messages": [{"role": "user", "content": "Hello again"}], "stream": true}'

echo '--- what the key may use, and what it may not'
curl -sS "$url/v1/models" -H "Authorization: Bearer $key"
echo
ask '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}'

echo '--- cleaning up'
