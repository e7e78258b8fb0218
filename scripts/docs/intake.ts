import { largestSafeBufferMiB, maxLambdaRequestBytes } from '../../src/firehose/buffer-sizes.ts';
import { specialAttributes } from '../../src/intake/common-attributes.ts';
import { maxRecordBytes } from '../../src/firehose/put-record-batch.ts';
import { failureTable } from '../../src/intake/errors.ts';
import { firehosePerTB, functionPerTB, invocations } from './cost.ts';

/** The text of docs/intake.md; its tables are those that the code goes by. */
export function intakeDocument(): string {
  return `# Intake

A serverless endpoint between Firehose and Datadog: it speaks Firehose's HTTP endpoint protocol on one side and Datadog's Logs API on
the other, and does on the way what the transform does. It answers 200 only when Datadog has accepted every record, or the refused ones
are parked in S3.

## When to use it, and when not

| | direct: Firehose → Datadog's Firehose intake | intake: Firehose → kubehose → Datadog's Logs API |
| --- | --- | --- |
| tags | the transform writes them into each record; that this endpoint reads \`ddtags\` of a record is documented nowhere | \`ddtags\`, \`service\`, \`ddsource\` and \`hostname\` of each log, as the Logs API documents them |
| many lines in one record (\`simple_aggregation\`, ${aggregationSaves()}) | not documented | every line is a log of its own |
| a record that Datadog refuses | the whole batch is tried again, then written to the error output | only that log is parked; the rest is delivered |
| what runs | a function attached to the stream as its processor | a function with a URL; no processor |
| what is added | nothing | an open URL, guarded by an access key; $${functionPerTB('intake').toFixed(2)} of Lambda per TB |

Use it when records are aggregated, or when tags of single logs must be certain. Otherwise the direct way has fewer parts.

## What happens to a request

1. Path, method, access key. Nothing of the body is read before the key was found right: one header, compared in constant time with
   every key that is good now.
2. Protocol version, common attributes, body: unpacked as far as the cap and no further, told by its first bytes.
3. Each record: base64, unpacked where it is packed, transformed with the settings of the transform ([configuration](configuration.md)),
   one log per line. Text becomes a log too, and a message of CloudWatch Logs one log per event. Lines of one record are joined, and
   rules drop, sample and mask, as [processing](processing.md) says.
4. Logs go to the Logs API in batches of at most 1000 logs and 5 MB, as gzip, four at a time. A log above 1 MB is cut, with a mark that
   says how much is missing. 429, 5xx and the network: again with back-off and \`Retry-After\`, as long as Firehose waits (three minutes)
   and the function has time. 400 and 413: halves, until the bad log stands alone.
5. What no retry can cure (a log that Datadog refuses alone, a record that is not base64 or does not unpack, or one whose pod asks for a mask that
   cannot be used while \`ON_BAD_MASK=hold\`) is parked: a line of a
   failed record below \`INTAKE_PARK_PREFIX\`, which \`kubehose replay\` reads when its cause is gone. Without a bucket such a request is
   not acknowledged, so that nothing is lost silently.
6. The answer, with exactly the fields that Firehose allows.

## Set-up

\`serverless deploy --param route=intake\` makes function, URL, access key and stream. For a stream of your own:

| setting of the stream | value | why |
| --- | --- | --- |
| endpoint URL | the function's URL with the path of \`INTAKE_PATH\` | redirects are not followed |
| access key | from Secrets Manager: \`{"api_key":"…"}\`, the same secret as \`INTAKE_ACCESS_KEYS_SECRET_ARN\` | no key in the stream's settings |
| content encoding | GZIP | a fraction of the transfer |
| buffer size | at most ${largestSafeBufferMiB('GZIP')} MiB | below |
| processor | none | the intake transforms |
| retry duration | 300 s or more | an outage shorter than this leaves nothing in S3 |

\`kubehose intake --port 8080\` serves the same without Lambda ([below](#in-a-container)). \`kubehose local --via intake\` runs the whole way on one machine.

### The buffer size

Lambda takes events of ${maxLambdaRequestBytes.toLocaleString('en')} bytes. A larger request is answered 413 by AWS before any code runs, and for a 413 Firehose drops the batch for
good: no retry, nothing in S3. A record costs 4/3 of its bytes and 16 more in the event, the buffer may be exceeded by the record that
fills it, and what is random does not pack. With ${largestSafeBufferMiB('NONE')} MiB (without compression) and ${largestSafeBufferMiB('GZIP')} MiB (GZIP) no event can pass the limit, as long
as Firehose keeps to the buffer: AWS calls it a hint, so the default of 2 MiB leaves room. \`serverless deploy\` refuses more. The largest body after decompression is
\`INTAKE_MAX_BODY_BYTES\`; above it the answer is 500, so that the batch ends in S3 and not in nothing.

## In a container

Without Lambda a request is not limited to 6 MB, so a buffer of 4 MiB and more cannot lose a batch here; \`INTAKE_MAX_BODY_BYTES\` is the limit.

\`\`\`sh
docker build --platform linux/amd64 --tag 111122223333.dkr.ecr.eu-west-1.amazonaws.com/kubehose:VERSION .
docker push 111122223333.dkr.ecr.eu-west-1.amazonaws.com/kubehose:VERSION
\`\`\`

The image holds Node and \`dist/\`, and runs as a user that is not root. It starts \`kubehose intake\` on port 8080; \`GET /healthz\` is answered 200 as
long as the process answers, whatever Datadog does. At its start it sends Datadog a batch without a log. When that is not accepted, standard error
says where, why and what to check, and the intake serves all the same. SIGTERM ends it when the requests under way are answered.

| what | why |
| --- | --- |
| HTTPS on port 443 with a public certificate in front, such as an Application Load Balancer | Firehose takes no other endpoint |
| idle timeout of the load balancer: its default, 60 s | the intake keeps idle connections 65 s; who closes first must be the load balancer |
| a role that may write to \`INTAKE_PARK_BUCKET\` (\`s3:PutObject\` on \`parked/*\`) and, on ECS, read both secrets (\`secretsmanager:GetSecretValue\`) | without the bucket a request with a log that Datadog refuses is not acknowledged |
| 1 vCPU and 2 GB for each copy with buffers up to 4 MiB, more memory with larger ones | a copy holds the bodies of four requests at a time (\`--requests-at-once\`) |

Each copy remembers requests for itself ([below](#when-firehose-sends-a-request-again)): the more copies, the more often a log arrives twice after a failure.

### ECS

In \`deploy/ecs-intake.json\` put your account, region, image, roles, secrets and bucket in place of the examples; the log group must exist.

\`\`\`sh
aws logs create-log-group --region eu-west-1 --log-group-name /ecs/kubehose-intake
aws ecs register-task-definition --region eu-west-1 --cli-input-json file://deploy/ecs-intake.json
\`\`\`

The service that runs it has the target group of the load balancer on port 8080, with \`/healthz\` as the path of its health check.

### Kubernetes

In \`deploy/kubernetes-intake.yaml\` put your image, region, site and bucket in place of the examples. The service account gets its role by EKS Pod Identity or IRSA.
The keys are read from the terminal and are in no file and no command:

\`\`\`sh
read -rs DD_API_KEY
read -rs INTAKE_ACCESS_KEYS
printf 'DD_API_KEY=%s\\nINTAKE_ACCESS_KEYS=%s\\n' "$DD_API_KEY" "$INTAKE_ACCESS_KEYS" | kubectl create secret generic kubehose-intake --from-env-file=/dev/stdin
kubectl apply -f deploy/kubernetes-intake.yaml
kubectl rollout status deployment/kubehose-intake
\`\`\`

The Ingress in front of the service \`kubehose-intake\` is yours. Its own logs should not go through the stream that it serves.

## Common attributes and tags

Each common attribute ("parameter") of the stream becomes a tag \`key:value\` on every log, behind the log's own, but for these:

| common attribute | becomes |
| --- | --- |
${specialAttributes.map(({ name, becomes }) => `| \`${name}\` | ${becomes} |\n`).join('')}
The ARN of the stream gives \`firehose_stream\`, \`region\` and \`aws_account\`. A log of which nobody says more gets \`service:aws\` and
\`source:aws\`, as from Datadog's own Firehose intake, so that pipelines made for it match. \`TAGS_AS=attributes\` is refused: the Logs
API knows tags by \`ddtags\` alone.

## When Firehose sends a request again

Firehose gives a batch one request id and sends it again, under that id, until it is answered 200. An instance of the function
remembers for the last 1,000 requests which logs Datadog has accepted, and sends only the others; a request that was answered 200 is
answered 200 again. A request that comes again while it is still worked on waits.

This holds within one warm instance. It cannot hold when the next attempt meets another instance or one that started anew, when
Datadog accepted a batch and the answer got lost, or when the records under the id are others than before: then logs are sent again.
So each log arrives at least once, and mostly once.

## Failures

Every answer but 200 makes Firehose try again, until its retry duration is over; then the batch is written to the error output with the
\`errorMessage\` of the last attempt, and \`kubehose replay\` brings it back. The intake never answers 413, the one status for which
Firehose does neither.

${failureTable()}
## Changing keys

- **Access key:** put a new value into the secret. The version before stays good, and a key that is not known makes the function look
  again (once a minute at most), so Firehose may change over at its own time. While the secret cannot be read at all, the answer is
  503 and the function's log says why; \`kubehose intake\` does not start then. A version that is two changes old is refused within five
  minutes. With \`INTAKE_ACCESS_KEYS\` give both keys, joined by a comma, as long as both are in use.
- **API key:** put a new value into its secret. The function reads it again when Datadog refuses the old one, and sends the batch once
  more.

## What it logs

One line per request. \`kubehose intake --log-format\` writes it as \`text\` for people (the default on a terminal), as \`json\` for a log collector (the
default elsewhere), or as \`emf\`: what the function writes, and what \`deploy/ecs-intake.json\` asks for, JSON with metrics in the embedded metric format (namespace \`kubehose\`, dimension \`DeliveryStreamName\`):
\`IntakeRequests\`, \`IntakeRequestsRefused\`, \`IntakeRequestsOfStrangers\`, \`IntakeRecords\`, \`IntakeLogs\`, \`IntakeLogsDelivered\`,
\`IntakeLinesJoined\`, \`IntakeLogsExcluded\`, \`IntakeLogsSampled\`, \`IntakeLogsMasked\`,
\`IntakeLogsDeliveredBefore\`, \`IntakeLogsCut\`, \`IntakeRecordsUnreadable\`, \`IntakeParked\`, \`IntakeDuration\`. For a request that is
answered 200: \`IntakeLogs\` + \`IntakeRecordsUnreadable\` = \`IntakeLogsDelivered\` + \`IntakeLogsDeliveredBefore\` + \`IntakeParked\`. No payload
and no key is ever logged.

## Cost

${costSentences()}

Anybody can call the URL. A call without the key is answered 401 within a millisecond or two, but it is an invocation and is billed as
one; reserved concurrency of the function bounds what that can cost.
`;
}

function aggregationSaves(): string {
  const times = Math.round(firehosePerTB(1_000) / firehosePerTB(maxRecordBytes));
  return `about ${times} times cheaper in Firehose for lines of 1,000 bytes`;
}

function costSentences(): string {
  const { bufferMiB, memoryMB, milliseconds } = invocations.intake;
  return `With buffers of ${bufferMiB} MiB that are full and ${milliseconds} ms at ${memoryMB.toLocaleString('en')} MB, most of it waiting for Datadog, a TB (1,000 GB)
of logs costs $${functionPerTB('intake').toFixed(2)} of Lambda: [deploy](deploy.md#cost) has the prices. Transfer out of AWS is as in the direct way: GZIP on both.
Smaller buffers cost more invocations: at 0.2 MiB each, ten times as many, of which each is shorter.`;
}
