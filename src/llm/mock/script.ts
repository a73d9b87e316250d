/** What one token of an answer adds to it. */
export type Step =
  /** A signature is on the last piece of what was signed. */
  | { readonly kind: 'reasoning'; readonly text: string; readonly signature?: string }
  | { readonly kind: 'content'; readonly text: string }
  /** Opens the tool call number `index`, arguments still empty. */
  | { readonly kind: 'tool'; readonly index: number; readonly name: string }
  | { readonly kind: 'arguments'; readonly index: number; readonly text: string };

/** Why an answer ended, in OpenAI's words. */
export type FinishReason = 'stop' | 'length' | 'tool_calls';

/** What an answer consists of, token by token. */
export interface Script {
  readonly steps: readonly Step[];
  readonly finishReason: FinishReason;
}

/** The script as far as `maxTokens` allow; finishes with `length` where something is left out. */
export function limited(script: Script, maxTokens: number): Script {
  if (script.steps.length <= maxTokens) return script;
  return { steps: script.steps.slice(0, maxTokens), finishReason: 'length' };
}
