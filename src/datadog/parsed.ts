/** The value of a setting, or a sentence for the user that says what is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly because: string };
