/** The value of an attribute, read as a date. */
export type DateValue = ReadDate | { readonly kind: 'null' } | { readonly kind: 'unreadable' };

export interface ReadDate {
  readonly kind: 'date';
  /** Epoch ms, truncated. NaN for an RFC 3164 date whose year nothing tells. */
  readonly timeMs: number;
  /** Whether Datadog does not read this form, so that kubehose had to convert it. */
  readonly converted: boolean;
  readonly hasTimeOfDay: boolean;
  /** Without a zone a date is read as UTC, and may have been local time. */
  readonly lacksZone?: true;
}
