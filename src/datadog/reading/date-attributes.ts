import { dateAttributes } from '../reserved.ts';

export type DateAttribute = (typeof dateAttributes)[number];

/**
 * Datadog publishes two orders in which it looks for the official date. kubehose must be right under both.
 * Sources: Datadog documentation, `log_configuration/pipelines` ("Preprocessing for JSON logs") and `log_date_remapper`.
 */
export const dateOrders = {
  preprocessing: dateAttributes,
  remapper: ['timestamp', 'date', '_timestamp', 'Timestamp', 'eventTime', 'published_date'],
} as const satisfies Record<string, readonly DateAttribute[]>;

export type DateOrder = keyof typeof dateOrders;
