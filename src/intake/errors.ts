import { maxErrorMessageCharacters } from '../firehose/http-endpoint.ts';

interface Failure {
  readonly status: 400 | 401 | 404 | 405 | 500 | 503;
  /** What is wrong and what to do. It ends up in Firehose's log and error objects, so it holds no payload and no key. */
  readonly sentence: string;
}

/**
 * Everything that can go wrong with a request, and what Firehose is told. All of it is tried again by Firehose and, when its retry
 * duration is over, written to the error output of the bucket. There is no 413: for that, Firehose would drop the batch for good.
 */
export const failures = {
  wrongPath: { status: 404, sentence: 'Nothing is served at this path; use the path of INTAKE_PATH.' },
  wrongMethod: { status: 405, sentence: 'Only POST is served.' },
  accessKey: {
    status: 401,
    sentence:
      'The access key is missing or wrong; the stream must send one of the keys that the intake was given.',
  },
  accessKeysUnreadable: {
    status: 503,
    sentence: "The intake could not read its access keys; look at the function's log.",
  },
  busy: { status: 503, sentence: 'Too many requests are waiting; this one was not read.' },
  protocolVersion: {
    status: 400,
    sentence: 'The header X-Amz-Firehose-Protocol-Version is not 1.0, the only version known.',
  },
  commonAttributes: {
    status: 400,
    sentence:
      'The header X-Amz-Firehose-Common-Attributes is not {"commonAttributes":{…}} with text values; fix the parameters of the stream.',
  },
  contentEncoding: {
    status: 400,
    sentence: 'The content encoding is not known; set GZIP or none for the stream.',
  },
  incompleteBody: { status: 400, sentence: 'The body ended early.' },
  damagedGzip: { status: 400, sentence: 'The body does not unpack as gzip.' },
  tooLarge: {
    status: 500,
    sentence: "The body is too large; lower the stream's buffer size (3 MiB at most).",
  },
  notJson: { status: 400, sentence: 'The body is not a JSON object.' },
  noRecords: { status: 400, sentence: 'The body has no array "records".' },
  noRequestId: {
    status: 400,
    sentence: 'Neither the header X-Amz-Firehose-Request-Id nor the body has a request id.',
  },
  datadogUnavailable: {
    status: 503,
    sentence: 'Datadog did not accept all records in time; the next attempt sends those that it lacks.',
  },
  datadogDown: {
    status: 503,
    sentence:
      'Datadog did not accept the last requests, so this one was not tried; it is tried again within 15 s.',
  },
  datadogRefusesEverything: {
    status: 503,
    sentence:
      'Datadog refuses every log (400), so nothing is parked; check DD_SITE and DD_URL of the intake.',
  },
  datadogKeyRefused: {
    status: 503,
    sentence: "Datadog refuses the intake's API key; put a valid key of the right site into its secret.",
  },
  parkingFailed: {
    status: 503,
    sentence: "Records that Datadog refuses could not be parked; look at the bucket and the function's role.",
  },
  parkingMissing: {
    status: 500,
    sentence: 'There are records that Datadog refuses and no place to park them; set INTAKE_PARK_BUCKET.',
  },
  defect: { status: 500, sentence: "The intake failed; look at the function's log." },
} as const satisfies Record<string, Failure>;

export type FailureName = keyof typeof failures;

/** The `errorMessage` for a failure; `detail` is a phrase of the intake's own, never data. */
export function errorMessage(name: FailureName, detail?: string): string {
  const { sentence } = failures[name];
  const text = detail === undefined ? sentence : `${sentence} (${detail})`;
  return text.slice(0, maxErrorMessageCharacters);
}

/** The failure table of docs/intake.md. */
export function failureTable(): string {
  const rows = Object.entries(failures).map(
    ([name, { status, sentence }]) =>
      `| \`${name}\` | ${status} | ${sentence.replaceAll('|', '\\|')} | yes |\n`,
  );
  return `| failure | status | \`errorMessage\` | Firehose tries again |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}
