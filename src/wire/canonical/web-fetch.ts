import type { Tool } from './canonical-request';
import { optionsIn } from './own-options';

const GOOGLE = ['urlContext', 'url_context'];
/** Anthropic's dated forms. */
const TYPES = /^web_fetch(?:_\d+)?$/;

/**
 * Reads a tool of a provider's own as one by which it reads the pages whose addresses a conversation holds; undefined for any
 * other tool.
 * Formats: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/web-fetch-tool,
 * https://ai.google.dev/gemini-api/docs/url-context
 * @returns paths of what was set besides, and has no counterpart elsewhere
 */
export function webFetchIn({
  maker,
  value,
  at,
}: Extract<Tool, { kind: 'provider' }>): readonly string[] | undefined {
  if (maker === 'google') {
    const names = Object.keys(value);
    return names.length === 1 && GOOGLE.includes(names[0] ?? '') ? [] : undefined;
  }
  const { type, name: _name, ...rest } = value;
  return typeof type === 'string' && TYPES.test(type) ? optionsIn(rest, at) : undefined;
}
