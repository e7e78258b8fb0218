/** What of a request decides whether it may be answered. */
export interface Asking {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

/**
 * Why a request is refused, or `undefined`. The name that it came by must be ours: a page elsewhere whose name was made to point to
 * this machine (DNS rebinding) says its own. What changes something, or says where it comes from, must come from our own page.
 */
export function refusalOf({ method, host, origin }: Asking, port: number): string | undefined {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (host === undefined || !own.includes(host)) return `this console answers to ${own.join(' and ')} only`;
  if (origin === undefined && (method === 'GET' || method === 'HEAD')) return undefined;
  return origin === `http://${host}` ? undefined : 'this console is used from its own page only';
}

/** On every answer: nothing but our own files runs or is loaded, and no other page may hold or read this one. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};
