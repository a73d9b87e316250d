/** Whether a value is an object whose fields can be looked at. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that a stored text holds; undefined when it holds none. */
export function objectIn(text: string | null): Readonly<Record<string, unknown>> | undefined {
  const value = parsed(text);
  return isObject(value) ? value : undefined;
}

/** The texts of an array that a stored text holds; undefined when it holds none. */
export function textsIn(text: string): readonly string[] | undefined {
  const value = parsed(text);
  const texts = Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined;
  return texts?.length === (Array.isArray(value) ? value.length : 0) ? texts : undefined;
}

function parsed(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
