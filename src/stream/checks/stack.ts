import { parseObject } from '../../json/fields.ts';
import { found, healthy, unknown, type Diagnosis } from '../finding.ts';
import type { Lookup } from '../lookup.ts';

interface StackFacts {
  readonly stackOutputs: Lookup<Readonly<Record<string, string>>>;
  readonly version: string;
}

/** What the outputs of the stack say: which version runs, and whether anybody is notified of an alarm. */
export function stackDiagnoses({ stackOutputs, version }: StackFacts): Diagnosis[] {
  if (stackOutputs.kind !== 'found') {
    const reason =
      stackOutputs.kind === 'unknown'
        ? stackOutputs.reason
        : 'there is no such stack; --stack NAME names another';
    return [unknown('version', reason), unknown('alarms', reason)];
  }
  const { Version, Parameters } = stackOutputs.value;
  return [versionDiagnosis(Version, version), alarmDiagnosis(topicOf(Parameters))];
}

function versionDiagnosis(deployed: string | undefined, own: string): Diagnosis {
  if (deployed === undefined)
    return unknown('version', 'the stack was deployed before 0.2.0 and does not say it');
  return healthy('version', deployed === own ? deployed : `${deployed} is deployed; this command is ${own}`);
}

function topicOf(parameters: string | undefined): string | undefined {
  const topic = parameters === undefined ? undefined : parseObject(parameters)?.['alarmTopicArn'];
  return typeof topic === 'string' ? topic : undefined;
}

function alarmDiagnosis(topicArn: string | undefined): Diagnosis {
  if (topicArn === undefined)
    return unknown('alarms', 'the stack was deployed before 0.2.0 and does not say whom they notify');
  if (topicArn !== '') return healthy('alarms', `notify ${topicArn}`);
  return found({
    check: 'alarms',
    what: 'no alarmTopicArn is given',
    impact: 'nobody hears of a loss until somebody looks',
    fix: 'deploy with --param alarmTopicArn=arn:aws:sns:…',
  });
}
