import { readErrorBody } from '../openai-compatible/errors';
import type { ProviderErrorBody } from '../openai-compatible/errors';

/** Everything that is wrapped begins with this (`litellm/exceptions.py`). */
const WRAPPED = /^litellm\.[A-Za-z]/;

/** One or more exception names, then the provider's: `litellm.BadRequestError: OpenAIException - `. */
const NAMES =
  /^(?:(?:litellm\.)?[A-Za-z]+(?:Error|Timeout): *|Timeout Error: *)+(?:[A-Za-z0-9_]+ ?(?:Exception|Error)(?: [A-Za-z]+Error)? ?[-:] *)?/;

/** Where LiteLLM goes on in its own words, about its router's configuration. */
const ASIDES =
  /\n[ \t]{0,8}(?:LiteLLM: |Deployment Info: |Received Model Group=|model=\S* (?:context_window|content_policy)_fallback|Set '\w+_fallback')|\s{1,8}LiteLLM Retried: \d/;

/** The codes that LiteLLM's exceptions represent; the code that the provider sent is lost on the way. */
const CODES: readonly (readonly [name: RegExp, code: string])[] = [
  [/^litellm\.ContextWindowExceededError\b/, 'context_length_exceeded'],
  [/^litellm\.ContentPolicyViolationError\b/, 'content_filter'],
];

/** Longer reasons are cut before anything is looked for in them. */
const MAX_TEXT = 8_192;

/**
 * What a provider said, out of what LiteLLM made of it: `litellm.BadRequestError: OpenAIException - <reason>`, a blank
 * line, and remarks about its router (seen with 1.106.2). A reason that is the provider's whole JSON body is read as such.
 * An error in other words stays as it is.
 */
export function unwrapProviderError(error: ProviderErrorBody): ProviderErrorBody {
  const text = error.message?.slice(0, MAX_TEXT);
  if (text === undefined || !WRAPPED.test(text)) return error;
  const [said = ''] = text.replace(NAMES, '').split(ASIDES, 1);
  const inner = said.startsWith('{') ? readErrorBody(Buffer.from(said)) : undefined;
  const named = CODES.find(([name]) => name.test(text))?.[1];
  return {
    message: inner?.message ?? said.trim(),
    type: error.type,
    code: named ?? inner?.code ?? error.code,
    param: inner?.param ?? (error.param === 'None' ? undefined : error.param),
  };
}
