import { parseProcessing } from '../../../config/processing.ts';
import { found, healthy, unknown, type Diagnosis } from '../../../stream/finding.ts';
import { PodRules, type RuledContainer } from '../../../transform/explain/pod-rules.ts';
import { inputBatches } from '../../batches.ts';
import type { Io } from '../../io.ts';

/** What is wrong with the rules in the annotations of the pods of a capture. */
export async function podRulesDiagnoses(path: string, io: Io): Promise<readonly Diagnosis[]> {
  const processing = await parseProcessing({});
  await processing.load();
  const rules = new PodRules(processing);
  for await (const batch of inputBatches(path, io)) rules.add(batch);
  if (!rules.showsAnnotations)
    return [
      unknown(check, 'no line has annotations of its pod: is Annotations On in the kubernetes filter?'),
    ];
  const findings = rules.containers.flatMap(findingsOf);
  if (findings.length > 0) return findings;
  const count = rules.containers.length;
  return [healthy(check, count === 0 ? 'no pod brings rules' : `those of ${count} containers are valid`)];
}

const check = 'pod rules';

function findingsOf({ podName, namespaceName, containerName, problems }: RuledContainer): Diagnosis[] {
  const place = `container ${containerName} of pod ${podName ?? '(unknown)'} in ${namespaceName ?? '(unknown)'}`;
  return problems.map(({ rule, isMask, sentence }) =>
    found({
      check,
      what: `${place}: ${sentence}`,
      impact: isMask
        ? `what it should mask goes out as it is, tagged kubehose_rule_error:${rule}; with ON_BAD_MASK=hold no log of the container arrives`
        : `the rule is not used; logs of the container are tagged kubehose_rule_error:${rule}`,
      fix: `correct the annotation ad.datadoghq.com/${containerName}.logs, start the pod again; kubehose explain shows what its rules do`,
    }),
  );
}
