/** An answer's text as far as it came: a stream that ends with an error is broken off behind it. */
export async function textSoFar({ body }: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const part of body ?? []) text += decoder.decode(part, { stream: true });
  } catch {
    // Broken off.
  }
  return text;
}
