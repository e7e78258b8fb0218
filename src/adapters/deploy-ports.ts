import type { DeployPorts } from '../deploy/deploy-checks.ts';
import { firehoseControl } from './firehose-control.ts';
import { lookIfTransform } from './lambda-control.ts';
import { lookAtSecret } from './secret-state.ts';

/** What is asked before a deploy, from AWS. */
export function deployPorts(): DeployPorts {
  return {
    secret: lookAtSecret,
    stream: (name, region) => firehoseControl(region).describe(name),
    isTransform: lookIfTransform,
  };
}
