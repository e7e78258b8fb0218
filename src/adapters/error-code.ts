/** The `code` that Node sets on its own errors, such as `ECONNREFUSED`; empty where there is none. */
export function errorCode(error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
