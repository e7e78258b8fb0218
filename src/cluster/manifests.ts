import { criTimeKey } from '../fluent-bit/cri.ts';
import { maxConfigMapCharacters } from './router-rules.ts';

export interface ManifestOptions {
  readonly streamName: string;
  readonly region: string;
  /** Parse the container runtime's prefix in Fluent Bit, so that JSON logs are merged there. */
  readonly crio: boolean;
  /** Pack many lines into one Firehose record. */
  readonly simpleAggregation: boolean;
  /** With the guide's sample deployment: an nginx, pulled from Docker Hub. */
  readonly sample: boolean;
}

/**
 * The Kubernetes side as YAML for `kubectl apply`: the log router's namespace with its label, its ConfigMap, and a sample deployment.
 * Throws when the ConfigMap would be larger than EKS takes. Source: Datadog's guide for EKS Fargate logs; Amazon EKS user guide,
 * `fargate-logging`.
 */
export function manifests(options: ManifestOptions): string {
  const documents = [
    namespace,
    configMap(options),
    ...(options.sample ? [sampleNamespace, sampleDeployment] : []),
  ];
  return documents.join('---\n');
}

/** The ConfigMap's `data`. */
export function logRouterData(options: ManifestOptions): Readonly<Record<string, string>> {
  const filters = [...(options.crio ? [crioFilter] : []), kubernetesFilter(options)];
  return {
    'filters.conf': filters.join('\n'),
    ...(options.crio ? { 'parsers.conf': crioParser } : {}),
    'output.conf': output(options),
    flb_log_cw: 'true',
  };
}

const namespace = `apiVersion: v1
kind: Namespace
metadata:
  name: aws-observability
  labels:
    aws-observability: enabled
`;

function configMap(options: ManifestOptions): string {
  const data = logRouterData(options);
  const characters = Object.entries(data).flat().join('').length;
  if (characters > maxConfigMapCharacters)
    throw new RangeError(`the ConfigMap has ${characters} characters; EKS takes ${maxConfigMapCharacters}`);
  const { flb_log_cw: routerLog, ...files } = data;
  const blocks = Object.entries(files).map(([name, text]) => `  ${name}: |\n${indented(text)}`);
  return `# A cluster has one ConfigMap of this name: applied, this replaces yours. Look first: kubectl diff -f -
apiVersion: v1
kind: ConfigMap
metadata:
  name: aws-logging
  namespace: aws-observability
data:
${blocks.join('')}  flb_log_cw: '${routerLog}'
`;
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}

/** As in the guide; with the parser in front, merged JSON does not stay in `log` a second time. */
function kubernetesFilter({ crio }: ManifestOptions): string {
  return `[FILTER]
    Name                kubernetes
    Match               kube.*
    Merge_Log           On
${crio ? '    Keep_Log            Off\n' : ''}    Buffer_Size         0
    Kube_Meta_Cache_TTL 300s
`;
}

const crioFilter = `[FILTER]
    Name                parser
    Match               kube.*
    Key_Name            log
    Parser              crio
`;

/** The time stays in the record, under a name that no application writes; the transform reads it and takes it out. */
const crioParser = `[PARSER]
    Name        crio
    Format      regex
    Regex       ^(?<${criTimeKey}>[^ ]+) (?<stream>stdout|stderr) (?<logtag>P|F) (?<log>.*)$
    Time_Key    ${criTimeKey}
    Time_Format %Y-%m-%dT%H:%M:%S.%L%z
    Time_Keep   On
`;

/** Aggregation is an option of the Go plugin in every version; in the C plugin only since December 2025. */
function output({ streamName, region, simpleAggregation }: ManifestOptions): string {
  return `[OUTPUT]
    Name ${simpleAggregation ? 'firehose' : 'kinesis_firehose'}
    Match kube.*
    region ${region}
    delivery_stream ${streamName}
${simpleAggregation ? '    simple_aggregation true\n' : ''}`;
}

const sampleNamespace = `apiVersion: v1
kind: Namespace
metadata:
  name: fargate-namespace
`;

const sampleDeployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: sample-app
  namespace: fargate-namespace
spec:
  selector:
    matchLabels:
      app: nginx
  replicas: 1
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
        - name: nginx
          image: nginx
          ports:
            - containerPort: 80
`;
