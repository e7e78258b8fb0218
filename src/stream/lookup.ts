/** What asking AWS for one thing brought; `unknown` where it could not be asked: no permission, no connection. */
export type Lookup<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly reason: string };
