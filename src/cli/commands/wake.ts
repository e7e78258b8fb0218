import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';
import {
  printLine,
  readStream,
  readStreamArguments,
  refusedUpdate,
  streamExitCodes,
  streamOptions,
} from './stream-commands.ts';

const { stream, region, yes } = streamOptions;

/** `kubehose wake`: an update that changes nothing. Source: Amazon Data Firehose developer guide, "Troubleshooting". */
export const wakeCommand: Command = {
  group: 'run',
  aws: true,
  usage: 'wake --stream NAME [--yes]',
  summary: 'Make a stalled stream deliver again',
  details:
    'After S3, IAM or the secret was fixed, Firehose can go on failing for a while. Any update of the destination\n' +
    'makes it read its settings and its secret again.',
  options: { stream: stream!, region: region!, yes: yes! },
  maxPositionals: 0,
  examples: ['kubehose wake --stream logs --region eu-west-1 --yes'],
  exitCodes: streamExitCodes,
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const options = readStreamArguments(args, io.env);
  const described = await readStream(options);
  const { destination, name, status, versionId } = described;
  if (destination.kind === 'other' || status !== 'ACTIVE') {
    await io.stderr.write(
      `kubehose: the stream ${name} is ${status} and sends to ${destination.kind}; only an ACTIVE one with an HTTP endpoint can be woken\n`,
    );
    return 2;
  }
  if (!options.confirmed)
    return printLine(
      io,
      `stream ${name}, version ${versionId}: would be updated with the settings that it has. With --yes it is.`,
      0,
    );
  const { firehoseControl } = await import('../../adapters/aws-control/stream.ts');
  const updated = await firehoseControl(options.region).setProcessing(described, destination.processing);
  if (updated.kind === 'updated')
    return printLine(io, 'updated with the settings that it had; effective within minutes', 0);
  return refusedUpdate(updated, described, io);
}
