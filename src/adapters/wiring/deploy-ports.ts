import type { DeployPorts } from '../../stack/deploy-checks.ts';
import { firehoseControl } from '../aws-control/stream.ts';
import { lookIfTransform } from '../aws-control/function.ts';
import { lookAtSecret } from '../aws-control/secret.ts';

/** What is asked before a deploy, from AWS. */
export function deployPorts(): DeployPorts {
  return {
    secret: lookAtSecret,
    stream: (name, region) => firehoseControl(region).describe(name),
    isTransform: lookIfTransform,
  };
}
