/**
 * Datadog's sites by their `DD_SITE`, with the path of the Firehose intake, which differs.
 * Source: DataDog/cloudformation-template `aws_account_level_logs/main.yaml`; the Logs API's host by pattern from `DD_SITE`.
 */
const firehosePaths = {
  'datadoghq.com': '/v1/input',
  'datadoghq.eu': '/v1/input',
  'us3.datadoghq.com': '/api/v2/logs?dd-protocol=aws-kinesis-firehose',
  'us5.datadoghq.com': '/api/v2/logs?dd-protocol=aws-kinesis-firehose',
  'ap1.datadoghq.com': '/api/v2/logs?dd-protocol=aws-kinesis-firehose',
  'ap2.datadoghq.com': '/api/v2/logs?dd-protocol=aws-kinesis-firehose',
  'uk1.datadoghq.com': '/api/v2/logs?dd-protocol=aws-kinesis-firehose',
  'ddog-gov.com': '/v1/input',
  'us2.ddog-gov.com': '/api/v2/logs?dd-protocol=aws-kinesis-firehose',
  'datad0g.com': '/v1/input',
} as const;

/** A value of `DD_SITE`. */
export type DatadogSite = keyof typeof firehosePaths;

export const defaultSite: DatadogSite = 'datadoghq.com';

export const sites: readonly DatadogSite[] = Object.keys(firehosePaths).filter(isDatadogSite);

export function isDatadogSite(text: string): text is DatadogSite {
  return Object.hasOwn(firehosePaths, text);
}

/** URL of the intake that speaks the Firehose HTTP protocol. `ddUrl` replaces the base, not the path. */
export function firehoseUrl(site: DatadogSite, ddUrl?: string): string {
  return `${base(ddUrl, `https://aws-kinesis-http-intake.logs.${site}`)}${firehosePaths[site]}`;
}

/** URL of the Logs API v2. `ddUrl` (`DD_URL`: PrivateLink, an egress proxy, a test) replaces the base. */
export function logsUrl(site: DatadogSite, ddUrl?: string): string {
  return `${base(ddUrl, `https://http-intake.logs.${site}`)}/api/v2/logs`;
}

/** URL that tells whether an API key is valid. `ddUrl` replaces the base. */
export function validateUrl(site: DatadogSite, ddUrl?: string): string {
  return `${base(ddUrl, `https://api.${site}`)}/api/v1/validate`;
}

function base(ddUrl: string | undefined, siteBase: string): string {
  if (ddUrl === undefined || ddUrl === '') return siteBase;
  let end = ddUrl.length;
  while (end > 0 && ddUrl[end - 1] === '/') end -= 1;
  return ddUrl.slice(0, end);
}
