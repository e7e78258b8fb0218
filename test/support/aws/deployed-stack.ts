import { escaped } from './server.ts';
import { accountId, region, resolved, type Resources } from './stack-values.ts';

export interface StackTemplate {
  readonly Resources: Resources & Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface ChangeSet {
  readonly template: StackTemplate;
  readonly isEmpty: boolean;
}

interface StackEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export interface DeployedStack {
  readonly name: string;
  status: string;
  template: StackTemplate;
  readonly events: StackEvent[];
  readonly changeSets: Map<string, ChangeSet>;
}

/** Outputs as people get them. */
export function outputsOf({ name, template }: DeployedStack): Record<string, string> {
  return Object.fromEntries(
    Object.entries(template.Outputs ?? {}).map(([key, { Value }]) => [
      key,
      String(resolved(Value, template.Resources, name)),
    ]),
  );
}

export function newStack(name: string): DeployedStack {
  return {
    name,
    status: 'REVIEW_IN_PROGRESS',
    template: { Resources: {} },
    events: [],
    changeSets: new Map(),
  };
}

export function idOf({ name }: DeployedStack): string {
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/11111111-2222-3333-4444-555555555555`;
}

export function stackXml(stack: DeployedStack): string {
  const outputs = Object.entries(outputsOf(stack)).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  );
  return `<member><StackId>${idOf(stack)}</StackId><StackName>${stack.name}</StackName><StackStatus>${stack.status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${outputs.join('')}</Outputs></member>`;
}

export function eventXml(stack: DeployedStack, event: StackEvent, index: number): string {
  const { logicalId, type, status, reason } = event;
  return `<member><EventId>${index}</EventId><StackId>${idOf(stack)}</StackId><StackName>${stack.name}</StackName><LogicalResourceId>${logicalId}</LogicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus>${
    reason === undefined ? '' : `<ResourceStatusReason>${escaped(reason)}</ResourceStatusReason>`
  }<Timestamp>2026-01-01T00:00:00Z</Timestamp></member>`;
}
