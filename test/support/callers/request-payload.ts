/** The bytes of a request body: text and bytes as they are, undefined for none, anything else as JSON. */
export function requestPayload(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return JSON.stringify(body);
}
