import type { DeployPorts } from '../../stack/deploy-checks.ts';
import { sendsEvents } from '../aws-control/bucket.ts';
import { stackOutputs } from '../aws-control/stack.ts';
import { firehoseControl } from '../aws-control/stream.ts';
import { isTransform } from '../aws-control/function.ts';
import { describeSecret } from '../aws-control/secret.ts';

/** What is asked before a deploy, from AWS. */
export function deployPorts(): DeployPorts {
  return {
    secret: describeSecret,
    stream: (name, region) => firehoseControl(region).describe(name),
    isTransform,
    stackOutputs,
    sendsEvents,
  };
}
