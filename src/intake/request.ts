/** A request as any server or event hands it over. */
export interface IntakeRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Names in any case; a list for a header that came several times. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Reads the body, as it came over the wire. Called only after the access key was found right. */
  readonly body: () => Promise<RequestBody>;
}

export type RequestBody =
  | { readonly kind: 'body'; readonly bytes: Uint8Array }
  /** Larger than the server was willing to hold; it was read to its end and let go. */
  | { readonly kind: 'too-large' }
  /** The client broke off. */
  | { readonly kind: 'incomplete' };

/** A response with all the headers that it may have. */
export interface IntakeResponse {
  readonly status: number;
  readonly headers: { readonly 'content-type': 'application/json'; readonly 'content-length': string };
  readonly body: string;
}

/** All values of a header, whatever its case. */
export function headerValues({ headers }: Pick<IntakeRequest, 'headers'>, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return Object.entries(headers).flatMap(([key, value]) =>
    key.toLowerCase() === wanted && value !== undefined ? value : [],
  );
}

/** The value of a header that came once; `undefined` when it is missing or came several times. */
export function header(request: Pick<IntakeRequest, 'headers'>, name: string): string | undefined {
  const values = headerValues(request, name);
  return values.length === 1 ? values[0] : undefined;
}
