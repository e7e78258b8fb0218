/** What the intrinsic functions of a template come to: names and ARNs of one account in one region. */

export const accountId = '111122223333';
export const region = 'eu-west-1';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export type Resources = Readonly<Record<string, Resource>>;

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': accountId,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Properties that hold the name of a resource. */
const nameProperties = [
  'BucketName',
  'DeliveryStreamName',
  'FunctionName',
  'LogGroupName',
  'StateMachineName',
  'DashboardName',
];

/** Every value with its references resolved; throws a sentence for a reference to what is not there. */
export function resolved(value: unknown, resources: Resources, stackName: string): unknown {
  const inner = (item: unknown): unknown => resolved(item, resources, stackName);
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (entries.length === 1) {
    if (name === 'Ref') return reference(String(argument), resources, stackName);
    if (name === 'Fn::GetAtt') {
      const [id = '', ...attribute] = Array.isArray(argument)
        ? argument.map(String)
        : String(argument).split('.');
      return attributeOf(id, attribute.join('.'), resources, stackName);
    }
    if (name === 'Fn::Join' && Array.isArray(argument)) {
      const [between, list] = inner(argument) as [string, string[]];
      return list.join(between);
    }
    if (name === 'Fn::Sub' && typeof argument === 'string') {
      return argument.replaceAll(/\$\{([^!}][^}]*)\}/g, (_, path: string) => {
        const [id = '', ...attribute] = path.split('.');
        return attribute.length === 0
          ? reference(id, resources, stackName)
          : attributeOf(id, attribute.join('.'), resources, stackName);
      });
    }
    if (name.startsWith('Fn::')) throw new Error(`Template error: ${name} is not known to this stand-in`);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, inner(item)]));
}

/** The name under which a resource is known. */
export function physicalId(id: string, resources: Resources, stackName: string): string {
  const properties = resources[id]?.Properties ?? {};
  const name = nameProperties.map((property) => properties[property]).find((given) => given !== undefined);
  if (name !== undefined) return String(resolved(name, resources, stackName));
  return `${stackName}-${id}-1a2b3c4d5e6f`.toLowerCase();
}

function reference(id: string, resources: Resources, stackName: string): string {
  const parameter = pseudoParameters[id] ?? (id === 'AWS::StackName' ? stackName : undefined);
  if (parameter !== undefined) return parameter;
  if (resources[id] === undefined) throw unresolved(id);
  const name = physicalId(id, resources, stackName);
  return /Secret$|StateMachine$/.test(resources[id].Type) ? arnOf(resources[id].Type, name) : name;
}

function attributeOf(id: string, attribute: string, resources: Resources, stackName: string): string {
  const resource = resources[id];
  if (resource === undefined) throw unresolved(id);
  const name = physicalId(id, resources, stackName);
  if (attribute === 'Arn') return arnOf(resource.Type, name);
  if (attribute === 'FunctionUrl') return `https://${name}.lambda-url.${region}.on.aws/`;
  return name;
}

function arnOf(type: string, name: string): string {
  const [, service = '', kind = ''] = type.toLowerCase().split('::');
  if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${name}`;
  if (service === 'iam') return `arn:aws:iam::${accountId}:role/${name}`;
  const of: Readonly<Record<string, string>> = {
    lambda: 'function:',
    kinesisfirehose: 'deliverystream/',
    secretsmanager: 'secret:',
    states: 'stateMachine:',
    sqs: '',
  };
  const spelled = service === 'kinesisfirehose' ? 'firehose' : service;
  return `arn:aws:${spelled}:${region}:${accountId}:${of[service] ?? `${kind}/`}${name}`;
}

function unresolved(id: string): Error {
  return new Error(
    `Template format error: Unresolved resource dependencies [${id}] in the Resources block of the template`,
  );
}
