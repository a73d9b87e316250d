/** The value of a JSON text; undefined where it is not one. Numbers that JavaScript cannot hold are rounded: see exact-json.ts. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
