import {
  eventXml,
  idOf,
  newStack,
  outputsOf,
  stackXml,
  type ChangeSet,
  type DeployedStack,
  type StackTemplate,
} from './deployed-stack.ts';
import { AwsError, queryService, type AwsService } from './server.ts';
import { physicalId, resolved, type Resources } from './stack-values.ts';

/** What the stand-in asks of S3. */
export interface StackBuckets {
  create(name: string): void;
  /** Whether it is gone; a bucket that holds something stays. */
  remove(name: string): Promise<boolean>;
  /** The object's bytes; `undefined` where there is none. */
  read(bucket: string, key: string): Promise<Buffer | undefined>;
}

const stackType = 'AWS::CloudFormation::Stack';

/**
 * CloudFormation as the framework deploys by it: change sets, events, outputs, deletion. It makes the buckets of a stack, refuses a
 * function whose code is not in S3, a reference to nothing, and a bucket that is deleted with objects in it, as AWS does.
 */
export function cloudFormationStandIn(buckets: StackBuckets) {
  const stacks = new Map<string, DeployedStack>();
  const removed: string[] = [];
  const find = (input: URLSearchParams): DeployedStack => {
    const given = input.get('StackName') ?? '';
    const name = /:stack\/([^/]+)\//.exec(given)?.[1] ?? given;
    const stack = stacks.get(name);
    if (stack === undefined) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
    return stack;
  };
  const note = (stack: DeployedStack, status: string): void => {
    stack.status = status;
    stack.events.push({ logicalId: stack.name, type: stackType, status });
  };

  async function templateOf(input: URLSearchParams): Promise<StackTemplate> {
    const url = input.get('TemplateURL');
    const body = url === null ? input.get('TemplateBody') : (await readUrl(url)).toString();
    return JSON.parse(body ?? '') as StackTemplate;
  }

  async function readUrl(url: string): Promise<Buffer> {
    const [, bucket = '', key = ''] =
      /^\/([^/]+)\/(.+)$/.exec(decodeURIComponent(new URL(url).pathname)) ?? [];
    const bytes = await buckets.read(bucket, key);
    if (bytes === undefined)
      throw new AwsError('ValidationError', 'S3 error: The specified key does not exist.');
    return bytes;
  }

  /** Makes what is new, in the order of the template; answers why it cannot. */
  async function apply(stack: DeployedStack, { Resources }: StackTemplate): Promise<string | undefined> {
    for (const [logicalId, { Type, Properties = {} }] of Object.entries(Resources)) {
      const event = { logicalId, type: Type };
      const isNew = stack.template.Resources[logicalId] === undefined;
      const reason = await problemOf(stack.name, Type, Properties, Resources);
      if (reason !== undefined) {
        stack.events.push({ ...event, status: 'CREATE_FAILED', reason });
        return reason;
      }
      if (isNew && Type === 'AWS::S3::Bucket') buckets.create(physicalId(logicalId, Resources, stack.name));
      stack.events.push({ ...event, status: isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE' });
    }
    return undefined;
  }

  async function problemOf(
    stackName: string,
    type: string,
    properties: Readonly<Record<string, unknown>>,
    resources: Resources,
  ): Promise<string | undefined> {
    try {
      const { Code } = resolved(properties, resources, stackName) as { Code?: Record<string, string> };
      if (type !== 'AWS::Lambda::Function') return undefined;
      const zip = await buckets.read(Code?.['S3Bucket'] ?? '', Code?.['S3Key'] ?? '');
      return zip === undefined ? 'Error occurred while GetObject. S3 Error Code: NoSuchKey.' : undefined;
    } catch (error) {
      return String(error);
    }
  }

  async function remove(stack: DeployedStack): Promise<void> {
    note(stack, 'DELETE_IN_PROGRESS');
    for (const [logicalId, { Type, DeletionPolicy }] of Object.entries(stack.template.Resources)) {
      const name = physicalId(logicalId, stack.template.Resources, stack.name);
      const isKept = DeletionPolicy?.startsWith('Retain');
      const isGone = isKept || Type !== 'AWS::S3::Bucket' || (await buckets.remove(name));
      const status = isKept ? 'DELETE_SKIPPED' : isGone ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
      stack.events.push({ logicalId, type: Type, status });
      if (!isGone) return note(stack, 'DELETE_FAILED');
      if (!isKept) removed.push(logicalId);
    }
    stacks.delete(stack.name);
  }

  const service: AwsService = queryService({
    DescribeStacks: (input) => `<Stacks>${stackXml(find(input))}</Stacks>`,
    async CreateChangeSet(input) {
      const name = input.get('StackName') ?? '';
      const template = await templateOf(input);
      refuseMissingCapabilities(input, template);
      const known = stacks.get(name);
      if ((input.get('ChangeSetType') === 'CREATE') === (known !== undefined))
        throw new AwsError('ValidationError', `ChangeSetType does not fit stack ${name}`);
      const stack = known ?? newStack(name);
      stacks.set(name, stack);
      const isEmpty = JSON.stringify(template) === JSON.stringify(stack.template);
      stack.changeSets.set(input.get('ChangeSetName') ?? '', { template, isEmpty });
      return `<Id>${input.get('ChangeSetName')}</Id><StackId>${idOf(stack)}</StackId>`;
    },
    DescribeChangeSet(input) {
      const stack = find(input);
      const { isEmpty, template } = changeSetOf(stack, input);
      const ids = Object.keys(template.Resources);
      const changes = ids.map(
        (id) =>
          `<member><Type>Resource</Type><ResourceChange><LogicalResourceId>${id}</LogicalResourceId></ResourceChange></member>`,
      );
      return `<StackId>${idOf(stack)}</StackId><ChangeSetName>${input.get('ChangeSetName')}</ChangeSetName>${
        isEmpty
          ? "<Status>FAILED</Status><StatusReason>The submitted information didn't contain changes.</StatusReason>"
          : `<Status>CREATE_COMPLETE</Status><Changes>${changes.join('')}</Changes>`
      }`;
    },
    async ExecuteChangeSet(input) {
      const stack = find(input);
      const { template } = changeSetOf(stack, input);
      const verb = stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE';
      note(stack, `${verb}_IN_PROGRESS`);
      const problem = await apply(stack, template);
      if (problem === undefined) stack.template = template;
      note(
        stack,
        problem === undefined ? `${verb}_COMPLETE` : `${verb === 'CREATE' ? '' : 'UPDATE_'}ROLLBACK_COMPLETE`,
      );
      stack.changeSets.clear();
      return '';
    },
    DeleteChangeSet(input) {
      find(input).changeSets.delete(input.get('ChangeSetName') ?? '');
      return '';
    },
    DescribeStackEvents(input) {
      const stack = find(input);
      const events = stack.events.map((event, index) => eventXml(stack, event, index)).toReversed();
      return `<StackEvents>${events.join('')}</StackEvents>`;
    },
    DescribeStackResource(input) {
      const stack = find(input);
      const id = input.get('LogicalResourceId') ?? '';
      const resource = stack.template.Resources[id];
      if (resource === undefined)
        throw new AwsError('ValidationError', `Resource ${id} does not exist for stack ${stack.name}`);
      const physical = physicalId(id, stack.template.Resources, stack.name);
      return `<StackResourceDetail><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId><ResourceType>${resource.Type}</ResourceType></StackResourceDetail>`;
    },
    ListStackResources(input) {
      const { name, template } = find(input);
      const resources = Object.entries(template.Resources).map(
        ([id, { Type }]) =>
          `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physicalId(id, template.Resources, name)}</PhysicalResourceId><ResourceType>${Type}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>`,
      );
      return `<StackResourceSummaries>${resources.join('')}</StackResourceSummaries>`;
    },
    async ValidateTemplate(input) {
      const { Resources } = await templateOf(input);
      return Object.keys(Resources).length > 0 ? '<Parameters></Parameters>' : '';
    },
    async DeleteStack(input) {
      await remove(find(input));
      return '';
    },
  });
  return { service, stacks, removed, outputsOf };
}

function changeSetOf(stack: DeployedStack, input: URLSearchParams): ChangeSet {
  const name = input.get('ChangeSetName') ?? '';
  const changeSet = stack.changeSets.get(name);
  if (changeSet === undefined)
    throw new AwsError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
  return changeSet;
}

function refuseMissingCapabilities(input: URLSearchParams, { Resources }: StackTemplate): void {
  const makesRights = Object.values(Resources).some(({ Type }) => Type.startsWith('AWS::IAM::'));
  const givesRights = [...input].some(
    ([key, value]) => key.startsWith('Capabilities.member.') && /^CAPABILITY_(?:NAMED_)?IAM$/.test(value),
  );
  if (makesRights && !givesRights)
    throw new AwsError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_IAM]');
}
