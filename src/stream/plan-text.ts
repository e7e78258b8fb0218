import type { Processing, StreamDescription } from './description.ts';

/** The difference between two processings, line by line: `-` goes, `+` comes, ` ` stays. */
export function differenceLines(before: Processing, after: Processing): string[] {
  const old = linesOf(before);
  const new_ = linesOf(after);
  return [
    ...old.map((line) => (new_.includes(line) ? `  ${line}` : `- ${line}`)),
    ...new_.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}

function linesOf({ enabled, processors }: Processing): string[] {
  return [
    `processing ${enabled ? 'enabled' : 'disabled'}`,
    ...processors.flatMap(({ type, parameters }) =>
      parameters.length === 0 ? [type] : parameters.map(({ name, value }) => `${type} ${name} = ${value}`),
    ),
  ];
}

/** The aws command that sets a stream's processing; it asks for the version itself, so it is good at any time. */
export function updateCommand(
  { name, destinationId }: StreamDescription,
  region: string,
  { enabled, processors }: Processing,
): string {
  const configuration = {
    ProcessingConfiguration: {
      Enabled: enabled,
      Processors: processors.map(({ type, parameters }) => ({
        Type: type,
        Parameters: parameters.map((parameter) => ({
          ParameterName: parameter.name,
          ParameterValue: parameter.value,
        })),
      })),
    },
  };
  const where = `--region ${region} --delivery-stream-name ${name}`;
  const version = `$(aws firehose describe-delivery-stream ${where} --query DeliveryStreamDescription.VersionId --output text)`;
  return (
    `aws firehose update-destination ${where} --destination-id ${destinationId} ` +
    `--current-delivery-stream-version-id "${version}" ` +
    `--http-endpoint-destination-update ${shellQuoted(JSON.stringify(configuration))}`
  );
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
