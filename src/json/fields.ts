/** JSON from outside, as values that nobody knows yet. */

/** The members of a JSON object; a key that is not there reads as `undefined`. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object's own members, or `undefined` for anything but an object. Keys such as `__proto__` are ordinary members. */
export function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.assign(Object.create(null) as Record<string, unknown>, value);
}

/** The same by their names in lower case; of two that differ only in case the last counts, as in Go. */
export function lowerCaseFields(value: unknown): Fields | undefined {
  const fields = fieldsOf(value);
  return (
    fields &&
    fieldsOf(Object.fromEntries(Object.entries(fields).map(([key, each]) => [key.toLowerCase(), each])))
  );
}

/** The value of a JSON text, or `undefined` for a text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object that a JSON text holds, or `undefined` for anything else. */
export function parseObject(text: string): Fields | undefined {
  return fieldsOf(parseJson(text));
}
