import { manifests } from '../../cluster/manifests.ts';
import { policyForStream } from '../../cluster/pod-execution-role-policy.ts';
import { UsageError, type Arguments, type Command, requiredOption } from '../command.ts';
import { isRegion, isStreamName } from '../../firehose/names.ts';
import type { Io } from '../io.ts';
import { regionOption } from './stream-commands.ts';

/** `kubehose manifests`: the Kubernetes side of a stream. */
export const manifestsCommand: Command = {
  group: 'deploy',
  usage: 'manifests --stream NAME',
  summary: 'Print the namespace and ConfigMap of the log router',
  details:
    'A cluster has one ConfigMap aws-logging, and applying this replaces it: look\n' +
    'first with kubectl diff, and merge by hand what you have there already.\n' +
    'Pods read the ConfigMap when they start; those that run already keep theirs.\n' +
    'The pod execution role of the Fargate profile needs the policy that --policy prints.',
  options: {
    stream: { type: 'string', value: 'NAME', help: 'the delivery stream' },
    region: { type: 'string', value: 'REGION', help: 'its region (default: AWS_REGION)' },
    crio: {
      type: 'boolean',
      help: "parse the container runtime's prefix in Fluent Bit and merge JSON logs there",
    },
    'simple-aggregation': {
      type: 'boolean',
      help: 'many lines in one record, by the Go plugin: about 5 times cheaper for lines of 1,000 bytes',
    },
    sample: { type: 'boolean', help: "add the guide's sample deployment, an nginx from Docker Hub" },
    policy: { type: 'boolean', help: 'print the IAM policy for the pod execution role instead' },
  },
  maxPositionals: 0,
  examples: [
    'kubehose manifests --stream logs --region eu-west-1 | kubectl diff -f -',
    'kubehose manifests --stream logs --region eu-west-1 | kubectl apply -f -',
    'kubehose manifests --stream logs --region eu-west-1 --policy > policy.json',
  ],
  run,
};

async function run(args: Arguments, io: Io): Promise<number> {
  const streamName = requiredOption(
    args,
    'stream',
    isStreamName,
    'a stream name: 1 to 64 letters, digits, - _ and .',
  );
  const region =
    regionOption(args, io.env) ?? requiredOption(args, 'region', isRegion, 'a region such as eu-west-1');
  const { values } = args;
  if (values['policy'] === true) {
    const unused = ['crio', 'simple-aggregation', 'sample'].find((name) => values[name] === true);
    if (unused !== undefined) throw new UsageError(`--policy prints a policy only; leave --${unused} out`);
    const place = { partition: partitionOf(region), region, accountId: '*' };
    await io.stdout.write(`${JSON.stringify(policyForStream(place, streamName, ''), null, 2)}\n`);
    return 0;
  }
  const text = manifests({
    streamName,
    region,
    crio: values['crio'] === true,
    simpleAggregation: values['simple-aggregation'] === true,
    sample: values['sample'] === true,
  });
  await io.stdout.write(text);
  return 0;
}

function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}
