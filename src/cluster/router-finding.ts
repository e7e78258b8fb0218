import type { Finding } from '../stream/finding.ts';

/** What a fault of the log router costs. */
export const impact = {
  invalid:
    'an invalid ConfigMap switches logging off for all pods that start afterwards (event LoggingDisabled)',
  notApplied: 'kubectl apply refuses it: the cluster keeps the ConfigMap that it has, or has none',
  noStart: 'Fluent Bit does not start with it, and no pod that starts afterwards sends logs',
  nothing: 'no log of any pod is sent through it',
  noTags: 'logs arrive, but without pod, namespace, container and owner: only static tags are left',
  noText: 'logs arrive, but without their text: of a line that is no JSON nothing is left to read',
  noTime: 'logs arrive, but dated by their arrival: the time at which they were written is lost',
  twice: 'each log arrives twice, and is paid for twice',
  elsewhere: 'logs go elsewhere, or nowhere',
  noPut: 'every put fails, and no log arrives',
  noPods: 'no pod sends logs',
  notRead: 'Fargate does not read the ConfigMap; no pod sends logs',
  ignored: 'the plugin ignores it, and does not do what it was meant to do',
  packed:
    'with route=direct most packed records do not fit into a response and go back on the stream: each is billed many times',
} as const;

const lesser: ReadonlySet<string> = new Set([
  impact.noTags,
  impact.noTime,
  impact.twice,
  impact.packed,
  impact.ignored,
]);

/** Whether logs are lost, or not sent at all: what others cost is tags, times or money. */
export function losesLogs(finding: Finding): boolean {
  return !lesser.has(finding.impact);
}

/** A finding about the ConfigMap `aws-logging`. */
export function routerFinding(what: string, cost: keyof typeof impact, fix: string): Finding {
  return { check: 'log router', what: `the ConfigMap aws-logging ${what}`, impact: impact[cost], fix };
}
