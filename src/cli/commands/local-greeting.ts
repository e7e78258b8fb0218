import { relative, resolve } from 'node:path';
import type { LocalPipeline } from '../../local/pipeline.ts';
import { arnParts } from '../../firehose/names.ts';
import { textOption, type Arguments } from '../command.ts';
import type { Io } from '../io.ts';
import { painter } from '../output/colour.ts';

/** What `kubehose local` prints when it runs: the console first, then how to put records and where they go. */
export function greeting(
  { urls, streamName, streamArn, functionArn, paths }: LocalPipeline,
  consoleUrl: string,
  args: Arguments,
  io: Io,
): string {
  const tls = urls.firehose.startsWith('https:');
  const cert = resolve(textOption(args, 'tls-cert') ?? '');
  const paint = painter(io.stdout, io.env);
  const { hostname, port } = new URL(urls.firehose);
  const { region } = arnParts(streamArn);
  const stand = urls.destination.startsWith(urls.datadog) ? ' (stand-in)' : '';
  return [
    `Console        ${paint('bold', consoleUrl)}`,
    `Firehose API   ${urls.firehose}   stream ${streamName}`,
    ...(urls.intake === undefined ? [] : [`Intake         ${urls.intake}`]),
    `Datadog        ${urls.destination}${stand}`,
    ...(urls.intake === undefined ? [`Function       ${functionArn}`] : []),
    `logs           ${relative(io.cwd, paths.logs)}`,
    `error objects  ${relative(io.cwd, paths.errorOutput)}/`,
    '',
    paint(
      'bold',
      'Fluent Bit (with AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local in its environment):',
    ),
    ...(tls ? [] : ['# Fluent Bit speaks TLS only: start this with --tls-cert and --tls-key']),
    '[OUTPUT]',
    '    Name             kinesis_firehose',
    '    Match            *',
    `    region           ${region}`,
    `    delivery_stream  ${streamName}`,
    `    endpoint         ${hostname === '127.0.0.1' ? 'localhost' : hostname}`,
    `    port             ${port}`,
    ...(tls ? [`    tls.ca_file      ${cert}`] : []),
    '',
    paint('bold', 'aws CLI, version 2:'),
    putCommand(urls.firehose, region ?? '', streamName, tls ? cert : undefined),
    '',
    'Ctrl-C ends it.',
    '',
    '',
  ].join('\n');
}

function putCommand(url: string, region: string, streamName: string, caBundle: string | undefined): string {
  const data = Buffer.from('{"log":"hello"}\n').toString('base64');
  const ca = caBundle === undefined ? '' : ` --ca-bundle ${caBundle}`;
  return (
    'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local ' +
    `aws firehose put-record-batch --endpoint-url ${url}${ca} --region ${region} ` +
    `--delivery-stream-name ${streamName} --records '[{"Data":"${data}"}]'`
  );
}
