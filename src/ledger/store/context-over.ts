/** Where providers' prices for long prompts begin, in tokens. */
const CONTEXT_STEPS = [1_000_000, 512_000, 272_000, 256_000, 200_000, 128_000, 100_000, 32_000] as const;

/** How long a prompt is, in the steps that prices know. */
export function contextOver(inputTokens: number): number {
  return CONTEXT_STEPS.find((step) => inputTokens > step) ?? 0;
}
