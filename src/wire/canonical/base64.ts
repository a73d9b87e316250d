/** Base64 in the standard alphabet, of base64 in that or the URL-safe one. */
export function standardBase64(data: string): string {
  return data.includes('-') || data.includes('_') ? data.replaceAll('-', '+').replaceAll('_', '/') : data;
}
