import { version } from '../telemetry/version.ts';
import { parametersOutput } from './deployed.ts';
import type { Deployment } from './read-parameters.ts';
import { putSecretCommand } from '../stream/checks/key.ts';
import { attribute, ref, sub, type TemplateValue } from './template.ts';

/** A type and not an interface: it has to fit where any template value fits. */
type Output = { readonly Description: string; readonly Value: TemplateValue };

export interface OutputContext {
  readonly hasReplay: boolean;
  readonly makesApiKeySecret: boolean;
  readonly apiKeySecretArn: TemplateValue;
  readonly bucketName: TemplateValue;
  /** The same inside the text of an `Fn::Sub`. */
  readonly bucketText: string;
  readonly streamArn: TemplateValue;
  /** As JSON, with `${AWS::…}`. */
  readonly podExecutionRolePolicy: string;
}

/** The outputs of the stack: names that commands need, and the next commands to paste. */
export function outputs(deployment: Deployment, context: OutputContext): Readonly<Record<string, Output>> {
  const { existingStreamArn, streamName, route } = deployment;
  const { hasReplay, makesApiKeySecret, apiKeySecretArn, streamArn } = context;
  const usesApiKey = makesApiKeySecret || deployment.apiKeySecretArn !== '';
  return {
    TransformFunctionArn: {
      Description: 'The processor; kubehose attach finds it here',
      Value: attribute('TransformLambdaFunction', 'Arn'),
    },
    Version: { Description: 'Of kubehose in this stack', Value: version },
    StreamName: { Description: 'The delivery stream', Value: streamName },
    Parameters: {
      Description: 'What a later deploy must not change without being told',
      Value: parametersOutput(deployment),
    },
    StreamArn: { Description: 'To search for in Datadog: @aws.firehose.arn', Value: streamArn },
    ...(usesApiKey
      ? { ApiKeySecretArn: { Description: 'The secret with the API key', Value: apiKeySecretArn } }
      : {}),
    ...(makesApiKeySecret ? putApiKey() : {}),
    ...(existingStreamArn !== '' && route === 'direct' ? attach(streamName) : {}),
    ...(route === 'intake' ? intake() : {}),
    ManifestsCommand: {
      Description: 'Shows what turns on logging in the cluster; with apply in place of diff it does it',
      Value: sub(`kubehose manifests --stream ${streamName} --region \${AWS::Region} | kubectl diff -f -`),
    },
    PodExecutionRolePolicy: {
      Description: 'What the pod execution role of each Fargate profile needs',
      Value: sub(context.podExecutionRolePolicy),
    },
    DoctorCommand: {
      Description: 'Checks the whole setup',
      Value: sub(`kubehose doctor --stream ${streamName} --region \${AWS::Region}`),
    },
    ...(hasReplay ? replay(deployment, context) : {}),
  };
}

function putApiKey(): Record<string, Output> {
  return {
    PutApiKeyCommand: {
      Description:
        'Sets the API key, read from the terminal; until then nothing is sent and records wait in the bucket',
      Value: sub(putSecretCommand('${AWS::Region}', '${ApiKeySecret}')),
    },
  };
}

function attach(streamName: string): Record<string, Output> {
  return {
    AttachCommand: {
      Description: 'Puts the transform on the stream: shows the plan; with --yes it does it',
      Value: sub(
        `kubehose attach --stream ${streamName} --region \${AWS::Region} --function \${TransformLambdaFunction.Arn}`,
      ),
    },
  };
}

function intake(): Record<string, Output> {
  return {
    IntakeUrl: { Description: 'Endpoint for the stream', Value: attribute('IntakeUrl', 'FunctionUrl') },
    AccessKeySecretArn: {
      Description: 'Secret with the access key that the stream sends to the intake',
      Value: ref('AccessKeySecret'),
    },
  };
}

function replay(
  { continuousReplay, errorOutputPrefix }: Deployment,
  { bucketName, bucketText }: OutputContext,
): Record<string, Output> {
  const [start = ''] = errorOutputPrefix.split('!{');
  return {
    BackupBucketName: { Description: 'What could not be delivered', Value: bucketName },
    ReplayCommand: {
      Description: 'Shows what would be replayed; with --yes it does it',
      Value: sub(`kubehose replay s3://${bucketText}/${start}`),
    },
    MassReplayArn: { Description: 'State machine for many objects', Value: ref('MassReplay') },
    ...(continuousReplay
      ? {
          ReplayQueueUrl: {
            Description: 'Error objects that wait for their replay',
            Value: ref('ReplayQueue'),
          },
        }
      : {}),
    ErrorObjectTopicArn: {
      Description: 'Subscribe to be notified of every new error object',
      Value: ref('ErrorObjectTopic'),
    },
  };
}
