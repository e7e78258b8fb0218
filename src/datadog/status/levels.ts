import type { Status } from './datadog-status.ts';

/** How the numbers of an attribute are read. */
export type NumberScale = 'pino' | 'python' | 'syslog' | 'google' | 'opentelemetry' | 'logback' | 'klog';

/** An attribute under which loggers write the level, that Datadog does not look up or whose numbers it does not know. */
export interface LevelAttribute {
  /** A dotted name is the literal key as well as a path of one object in another. */
  readonly name: string;
  readonly numbers: NumberScale | undefined;
  /** Who writes it: the source of the row. */
  readonly writers: string;
}

/** The words of a level, in lower case, and the status that they mean; also those that Datadog would read as something else. */
export const levelWords: Readonly<Record<Status, readonly string[]>> = {
  emergency: ['emergency', 'emerg', 'fatal', 'fata', 'panic', 'pani', 'ftl', 'f'],
  alert: ['alert'],
  critical: ['critical', 'crit', 'dpanic', 'c'],
  error: ['error', 'err', 'eror', 'erro', 'severe', 'e'],
  warning: ['warning', 'warn', 'wrn', 'w'],
  notice: ['notice', 'n'],
  info: ['info', 'information', 'informational', 'inf', 'config', 'default', 'http', 'log', 'i'],
  debug: [
    'debug',
    'dbug',
    'debu',
    'dbg',
    'trace',
    'trce',
    'trac',
    'trc',
    'verbose',
    'vrb',
    'fine',
    'finer',
    'finest',
    'silly',
    'd',
    't',
    'v',
  ],
  ok: ['ok', 'success'],
};

/** Words of levels that stand in texts for other things, too: `[http] refused`, `default: x`. */
export const ordinaryWords: readonly string[] = [
  'ok',
  'success',
  'config',
  'default',
  'fine',
  'finer',
  'finest',
  'silly',
  'log',
  'http',
];

/** In the order in which they are looked at: Datadog's own, then the names of loggers. */
export const statusNumbers: Readonly<Record<string, NumberScale>> = {
  status: 'syslog',
  severity: 'google',
  level: 'pino',
  'syslog.severity': 'syslog',
};

export const levelAttributes: readonly LevelAttribute[] = [
  { name: 'levelname', numbers: undefined, writers: 'Python logging, python-json-logger' },
  { name: 'level_name', numbers: undefined, writers: 'Monolog' },
  { name: 'log.level', numbers: undefined, writers: 'Elastic Common Schema' },
  { name: '@level', numbers: undefined, writers: 'hclog: Terraform, Vault, Consul' },
  { name: '@l', numbers: undefined, writers: 'Serilog, compact format' },
  { name: 'Level', numbers: undefined, writers: 'Serilog, JSON format; NLog' },
  { name: 'LogLevel', numbers: undefined, writers: 'Microsoft.Extensions.Logging, JSON console' },
  { name: 'loglevel', numbers: undefined, writers: 'Apache, WebLogic, own formats' },
  { name: 'log_level', numbers: undefined, writers: 'structlog, own formats' },
  { name: 'logLevel', numbers: undefined, writers: 'own formats' },
  { name: 'lvl', numbers: undefined, writers: 'log15, go-ethereum' },
  { name: 'L', numbers: undefined, writers: 'zap, development format' },
  { name: 'error_severity', numbers: undefined, writers: 'PostgreSQL, jsonlog' },
  { name: 'severity_label', numbers: undefined, writers: 'Logstash, syslog' },
  { name: 'SeverityText', numbers: undefined, writers: 'OpenTelemetry logs data model' },
  { name: 'severityText', numbers: undefined, writers: 'OpenTelemetry, OTLP/JSON' },
  { name: 'severity_text', numbers: undefined, writers: 'OpenTelemetry, SDK exporters' },
  { name: 'SeverityNumber', numbers: 'opentelemetry', writers: 'OpenTelemetry logs data model' },
  { name: 'severityNumber', numbers: 'opentelemetry', writers: 'OpenTelemetry, OTLP/JSON' },
  { name: 'severity_number', numbers: 'opentelemetry', writers: 'OpenTelemetry, SDK exporters' },
  { name: 'levelno', numbers: 'python', writers: 'Python logging' },
  { name: 'level_value', numbers: 'logback', writers: 'logstash-logback-encoder' },
  { name: 'PRIORITY', numbers: 'syslog', writers: 'journald' },
];

/** klog's JSON names no level; its verbosity counts beside `ts` and `msg` only, since anybody's `v` may be anything. */
export const klogVerbosity: LevelAttribute = {
  name: 'v',
  numbers: 'klog',
  writers: 'klog, JSON format; beside `ts` and `msg`',
};

/** MongoDB's, which has one letter for it; beside `ctx` and `msg` only. */
export const mongoSeverity: LevelAttribute = {
  name: 's',
  numbers: undefined,
  writers: 'MongoDB; beside `ctx` and `msg`',
};

interface Step {
  /** The scale's numbers reach from here to the next step. */
  readonly from: number;
  readonly status: Status;
}

/** Steps in rising order; below the first and from `end` on a number is no level. */
export const numberScales: Readonly<
  Record<NumberScale, { readonly steps: readonly Step[]; readonly end: number }>
> = {
  syslog: scale(
    8,
    ['emergency', 0],
    ['alert', 1],
    ['critical', 2],
    ['error', 3],
    ['warning', 4],
    ['notice', 5],
    ['info', 6],
    ['debug', 7],
  ),
  // 8 and 9 are nobody's; Monolog’s numbers begin at 100.
  pino: scale(
    601,
    ['debug', 10],
    ['info', 30],
    ['warning', 40],
    ['error', 50],
    ['emergency', 60],
    ['debug', 100],
    ['info', 200],
    ['notice', 250],
    ['warning', 300],
    ['error', 400],
    ['critical', 500],
    ['alert', 550],
    ['emergency', 600],
  ),
  python: scale(60, ['debug', 1], ['info', 20], ['warning', 30], ['error', 40], ['critical', 50]),
  google: scale(
    801,
    ['debug', 100],
    ['info', 200],
    ['notice', 300],
    ['warning', 400],
    ['error', 500],
    ['critical', 600],
    ['alert', 700],
    ['emergency', 800],
  ),
  opentelemetry: scale(25, ['debug', 1], ['info', 9], ['warning', 13], ['error', 17], ['emergency', 21]),
  // Verbosity: from 4 on it is debugging, by the conventions of Kubernetes.
  klog: scale(11, ['info', 0], ['debug', 4]),
  logback: scale(50_000, ['debug', 5_000], ['info', 20_000], ['warning', 30_000], ['error', 40_000]),
};

function scale(
  end: number,
  ...steps: readonly (readonly [Status, number])[]
): (typeof numberScales)[NumberScale] {
  return { end, steps: steps.map(([status, from]) => ({ status, from })) };
}
