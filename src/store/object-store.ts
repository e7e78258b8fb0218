/** One object as a listing shows it. `etag` changes with the content. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  /** Epoch ms. */
  readonly lastModifiedMs: number;
}

/** What a write asks of what is there already. */
export type WriteCondition =
  { readonly kind: 'absent' } | { readonly kind: 'unchanged'; readonly etag: string };

export type WriteResult = { readonly kind: 'written'; readonly etag: string } | { readonly kind: 'conflict' };

/**
 * A bucket, or a directory that stands for one. All but `list` and `read` are single effects: they happen or they do not. Failures
 * are thrown as `StoreError`.
 */
export interface ObjectStore {
  /** All objects whose keys begin with `prefix`, page by page, in the order of their keys. */
  list(prefix: string): AsyncIterable<readonly StoredObject[]>;
  /** One object without its content; `undefined` when there is none. */
  find(key: string): Promise<StoredObject | undefined>;
  /** The content of this very version, as a stream. Throws `gone` or `changed`, also in the middle of the stream. */
  read(object: StoredObject): AsyncIterable<Uint8Array>;
  /** A small object as a whole; `undefined` when there is none. */
  get(key: string): Promise<{ readonly bytes: Uint8Array; readonly etag: string } | undefined>;
  /** Writes a small object. Without a condition it replaces what is there. */
  put(key: string, bytes: Uint8Array, condition?: WriteCondition): Promise<WriteResult>;
  /** Copies this very version of an object inside the store; whatever is at `toKey` gives way. */
  copy(object: StoredObject, toKey: string): Promise<void>;
  /** Removes an object; with an `etag` only that version, where the store can tell. An object that is gone already is fine. */
  delete(key: string, etag?: string): Promise<void>;
}

export type StoreFailure =
  /** The object is not there any more. */
  | 'gone'
  /** The object has another content than the one that was listed. */
  | 'changed'
  /** The object is in an archive and cannot be read now. */
  | 'archived'
  /** The request will never succeed as it is: no bucket, no permission, no credentials, wrong region. The message says which. */
  | 'refused'
  /** It may succeed later: throttled, broken connection, server error. */
  | 'unavailable';

/** The message is one sentence for people: what, where, what to do. */
export class StoreError extends Error {
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.failure = failure;
  }
}
