const OPEN_BRACE = 0x7b;

/**
 * The answer of `countTokens`: a provider's own as it is, a number of any other in this form.
 * Format: https://ai.google.dev/api/tokens#v1beta.CountTokensResponse
 * @param counted a number as JSON, or the provider's answer
 */
export function tokenCount(counted: Buffer): Buffer {
  if (counted[0] === OPEN_BRACE) return counted;
  const tokens = counted.toString();
  return Buffer.from(
    `{"totalTokens":${tokens},"promptTokensDetails":[{"modality":"TEXT","tokenCount":${tokens}}]}`,
  );
}
