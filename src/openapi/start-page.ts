import { hash } from 'node:crypto';

/** What the page at `/` tells. */
export interface StartPage {
  readonly version: string;
  readonly mode: string;
  /** `ok`, `degraded` or `unavailable`. */
  readonly status: string;
  /** Why calls would fail now. */
  readonly reason: string | undefined;
  /** Where callers reach the service; without a slash at its end. */
  readonly base: string;
  /** A model that the snippets call. */
  readonly model: string;
  /** What the snippets present: the key of the examples where it is accepted, else a placeholder. */
  readonly key: string;
  readonly docs: boolean;
}

const STYLE = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
pre{padding:.8rem;overflow-x:auto;border:1px solid #8886;border-radius:6px;font-size:.85rem}
h1{margin-bottom:0}h2{font-size:1rem;margin:1.4rem 0 .3rem}dt{font-weight:600}dd{margin:0 0 .4rem}
`;

/** Nothing is loaded or run: the page is text, and a style that its digest names. */
export const START_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page as HTML. Everything that is not ours is escaped; its links are relative, for the path of a reverse proxy. */
export function startPage(page: StartPage): string {
  const { version, mode, status, reason, base, docs } = page;
  const state = status === 'ok' ? 'ready' : status === 'degraded' ? 'ready, but degraded' : 'not ready';
  const links = [
    ...(docs ? ['<a href="./docs">Documentation</a>', '<a href="./openapi.json">OpenAPI</a>'] : []),
    '<a href="./health">Health</a>',
    '<a href="./health/ready">Readiness</a>',
  ];
  const snippets = snippetsFor(page).map(
    ([name, text]) => `<h2>${escaped(name)}</h2>\n<pre>${escaped(text)}</pre>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LLM Proxy Service</title>
<style>${STYLE}</style>
</head>
<body>
<h1>LLM Proxy Service</h1>
<p>${links.join(' · ')}</p>
<dl>
<dt>State</dt><dd>${state}${reason === undefined ? '' : `: ${escaped(reason)}`}</dd>
<dt>Mode</dt><dd>${escaped(mode)}</dd>
<dt>Version</dt><dd>${escaped(version)}</dd>
<dt>Base URL</dt><dd><code>${escaped(base)}/v1</code></dd>
</dl>
${snippets.join('\n')}
</body>
</html>
`;
}

function snippetsFor({ base, model, key }: StartPage): readonly (readonly [string, string])[] {
  const url = `${base}/v1`;
  const [named, secret] = [JSON.stringify(model), JSON.stringify(key)];
  const hello = '[{ role: "user", content: "Hello" }]';
  return [
    [
      'curl',
      `curl -s ${url}/chat/completions \\
  -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' \\
  -d '{"model": ${named}, "messages": [{"role": "user", "content": "Hello"}]}'`,
    ],
    [
      'Python (openai)',
      `from openai import OpenAI

client = OpenAI(base_url="${url}", api_key=${secret})
answer = client.chat.completions.create(model=${named}, messages=[{"role": "user", "content": "Hello"}])
print(answer.choices[0].message.content)`,
    ],
    [
      'Node (openai)',
      `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${url}", apiKey: ${secret} });
const stream = await client.chat.completions.create({ model: ${named}, messages: ${hello}, stream: true });
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? "");`,
    ],
    [
      'Vercel AI SDK',
      `import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText } from "ai";

const gateway = createOpenAICompatible({ name: "gateway", baseURL: "${url}", apiKey: ${secret} });
console.log((await generateText({ model: gateway(${named}), prompt: "Hello" })).text);`,
    ],
    [
      'LangChain (Python)',
      `from langchain_openai import ChatOpenAI

print(ChatOpenAI(base_url="${url}", api_key=${secret}, model=${named}).invoke("Hello").content)`,
    ],
    ['Environment of most SDKs and agents', `OPENAI_BASE_URL=${url}\nOPENAI_API_KEY=${key}`],
  ];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
