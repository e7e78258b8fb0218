import type { Finding } from '../stream/finding.ts';

/** What a fault of the log router costs. */
export const impact = {
  invalid:
    'an invalid ConfigMap switches logging off for all pods that start afterwards (event LoggingDisabled)',
  noStart: 'Fluent Bit does not start with it, and no pod that starts afterwards sends logs',
  nothing: 'no log of any pod is sent through it',
  noTags: 'logs arrive, but without pod, namespace, container and owner: only static tags are left',
  noTime: 'logs arrive, but dated by their arrival: the time at which they were written is lost',
  packed:
    'with route=direct most packed records do not fit into a response and go back on the stream: each is billed many times',
} as const;

/** A finding about the ConfigMap `aws-logging`. */
export function routerFinding(what: string, cost: keyof typeof impact, fix: string): Finding {
  return { check: 'log router', what: `the ConfigMap aws-logging ${what}`, impact: impact[cost], fix };
}
