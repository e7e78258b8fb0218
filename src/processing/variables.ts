/** What processing reads from the environment, in the order of the document; each row is that of docs/configuration.md. */
export const processingVariables = {
  DD_LOGS_CONFIG_PROCESSING_RULES: {
    name: 'DD_LOGS_CONFIG_PROCESSING_RULES',
    fallback: '',
    allowed: "a JSON array of the Agent's processing rules",
    meaning:
      'Rules for every container: `exclude_at_match`, `include_at_match`, `mask_sequences`, `sample_at_match`, `exclude_truncated`.',
  },
  DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION: {
    name: 'DD_LOGS_CONFIG_AUTO_MULTI_LINE_DETECTION',
    fallback: 'true',
    allowed: 'true or false',
    meaning: 'Join stack traces, and lines without a date to the dated line before them.',
  },
  DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR: {
    name: 'DD_LOGS_CONFIG_MULTI_LINE_SEPARATOR',
    fallback: 'newline',
    allowed: 'newline or literal',
    meaning:
      'What stands between joined lines: a newline, or the two characters `\\n` as the Agent writes them.',
  },
  DD_CONTAINER_EXCLUDE: {
    name: 'DD_CONTAINER_EXCLUDE',
    fallback: '',
    allowed: "name:…, image:… and kube_namespace:… with expressions in Go's syntax, separated by blanks",
    meaning: 'Containers whose logs are dropped. The old name `DD_AC_EXCLUDE` is read too.',
  },
  DD_CONTAINER_INCLUDE: {
    name: 'DD_CONTAINER_INCLUDE',
    fallback: '',
    allowed: 'the same',
    meaning:
      'Containers that `DD_CONTAINER_EXCLUDE` does not drop. The old name `DD_AC_INCLUDE` is read too.',
  },
  DD_CONTAINER_EXCLUDE_LOGS: {
    name: 'DD_CONTAINER_EXCLUDE_LOGS',
    fallback: '',
    allowed: 'the same',
    meaning: 'As `DD_CONTAINER_EXCLUDE`; for who shares that one with an Agent.',
  },
  DD_CONTAINER_INCLUDE_LOGS: {
    name: 'DD_CONTAINER_INCLUDE_LOGS',
    fallback: '',
    allowed: 'the same',
    meaning: 'Containers that `DD_CONTAINER_EXCLUDE_LOGS` does not drop.',
  },
  FOLD_RETRIES: {
    name: 'FOLD_RETRIES',
    fallback: 'false',
    allowed: 'true or false',
    meaning:
      "Send a line once that Fluent Bit's retry put on the stream twice: same container, stream, nanosecond and text, in one batch.",
  },
  INCLUDE_AT_MATCH: {
    name: 'INCLUDE_AT_MATCH',
    fallback: '',
    allowed: "an expression in Go's syntax",
    meaning: "The Forwarder's variable: only logs that match are kept.",
  },
  EXCLUDE_AT_MATCH: {
    name: 'EXCLUDE_AT_MATCH',
    fallback: '',
    allowed: "an expression in Go's syntax",
    meaning: "The Forwarder's variable: logs that match are dropped.",
  },
  REDACT_IP: {
    name: 'REDACT_IP',
    fallback: 'false',
    allowed: 'true or false',
    meaning: "The Forwarder's variable: IPv4 addresses become `xxx.xxx.xxx.xxx`.",
  },
  REDACT_EMAIL: {
    name: 'REDACT_EMAIL',
    fallback: 'false',
    allowed: 'true or false',
    meaning: "The Forwarder's variable: e-mail addresses become `xxxxx@xxxxx.com`.",
  },
  DD_SCRUBBING_RULE: {
    name: 'DD_SCRUBBING_RULE',
    fallback: '',
    allowed: "an expression in Go's syntax",
    meaning: "The Forwarder's variable: what matches is replaced.",
  },
  DD_SCRUBBING_RULE_REPLACEMENT: {
    name: 'DD_SCRUBBING_RULE_REPLACEMENT',
    fallback: 'xxxxx',
    allowed: 'any text',
    meaning: 'What `DD_SCRUBBING_RULE` puts in the place of a match.',
  },
  ON_BAD_MASK: {
    name: 'ON_BAD_MASK',
    fallback: 'send',
    allowed: 'send or hold',
    meaning:
      'What becomes of a log whose pod asks for a mask that cannot be used: `send` it unmasked and tagged, or `hold` it back in the error output.',
  },
} as const;
