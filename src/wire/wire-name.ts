/** A public request and answer format. `cursor` is what Cursor makes of the first two; no provider speaks it. */
export type WireName =
  'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini' | 'bedrock-converse' | 'cursor';
