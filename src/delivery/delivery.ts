/**
 * Why a destination will not take a batch, however often it is sent:
 * `too-large` and `invalid` can be cured by splitting the batch until the bad item stands alone; `unauthorized` says that the key
 * is wrong or may not write, so the job must stop and keep its data.
 */
export type RejectionCause = 'too-large' | 'invalid' | 'unauthorized';

/** What became of one batch. A reason is a phrase for people; it holds no payload and no key. */
export type DeliveryResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retryable'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly kind: 'rejected'; readonly cause: RejectionCause; readonly reason: string };

/**
 * The port: send one batch within `timeoutMs`. Implementations answer `retryable` for failures of the network and for their own
 * time-out. They do not throw for these; a throw is a defect and passes through every decorator.
 */
export type Deliver<Batch> = (batch: Batch, timeoutMs: number) => Promise<DeliveryResult>;
