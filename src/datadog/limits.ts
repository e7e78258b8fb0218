/**
 * Limits of Datadog's log intake. Sources: Datadog API reference "Send logs", documentation `logs/log_collection`,
 * `getting_started/tagging`, `logs/log_configuration/pipelines`, and the Amazon Data Firehose destination guide.
 */

/** Logs API v2: one request, uncompressed. */
export const maxPayloadBytes = 5_000_000;

/** Logs API v2: logs in one request. */
export const maxPayloadEntries = 1_000;

/** One log; a larger one is accepted and cut. */
export const maxLogBytes = 1_000_000;

/** What Datadog advises for one log. */
export const advisedLogBytes = 25_000;

/** Tags of one log. */
export const maxTags = 100;

/** One tag, in characters (code points): the tagging guide's limit, smaller than the intake's 256. */
export const maxTagCharacters = 200;

/** Attributes of one log are fewer than this; excess may be altered or cut. */
export const maxAttributes = 256;

/** An attribute's key is shorter than this, in characters. */
export const maxAttributeKeyCharacters = 50;

/** Attributes are nested less deep than this. */
export const maxAttributeDepth = 10;

/** A facet's value is shorter than this, in characters. */
export const maxFacetValueCharacters = 1_024;

/** Firehose intake: messages in one request; those beyond are dropped. */
export const maxFirehoseMessages = 65_000;

/** An official date older than this is rejected after the request was answered 202. */
export const maxPastMs = 18 * 60 * 60 * 1_000;

/** An official date further ahead than this is rejected. */
export const maxFutureMs = 2 * 60 * 60 * 1_000;

/** Time-out of a request as the Agent and the Forwarder set it. */
export const requestTimeoutMs = 10_000;
