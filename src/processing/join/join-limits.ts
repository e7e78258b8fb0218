export interface JoinLimits {
  /** Of the text of one log, escaped. */
  readonly maxBytes: number;
  /** Of the separator, escaped: 2 for a newline, 3 for the Agent's backslash and `n`. */
  readonly separatorBytes: number;
  /** Lines further apart belong to different logs. Source: datadog-agent, `logs_config.aggregation_timeout`. */
  readonly maxGapMs: number;
}
