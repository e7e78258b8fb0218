export interface PodExecutionRolePolicyOptions {
  readonly streamArn: string;
  /** Of the log group that Fluent Bit's own log goes to with `flb_log_cw`, `CLUSTER-fluent-bit-logs`. */
  readonly fluentBitLogGroupArn: string;
}

/**
 * What a Fargate profile's pod execution role needs: putting records on the stream, and Fluent Bit's own log in CloudWatch, which
 * the guide's ConfigMap switches on. Source: Datadog's guide for EKS Fargate logs; Amazon EKS user guide, `fargate-logging`.
 */
export function podExecutionRolePolicy({ streamArn, fluentBitLogGroupArn }: PodExecutionRolePolicyOptions) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PutLogsOnTheStream',
        Effect: 'Allow',
        Action: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
        Resource: streamArn,
      },
      {
        Sid: 'LogOfFluentBitItself',
        Effect: 'Allow',
        Action: [
          'logs:CreateLogGroup',
          'logs:CreateLogStream',
          'logs:DescribeLogStreams',
          'logs:PutLogEvents',
        ],
        Resource: [fluentBitLogGroupArn, `${fluentBitLogGroupArn}:*`],
      },
    ],
  } as const;
}

export interface AccountPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** The policy for a stream by its name; without a cluster's name it covers the Fluent Bit log groups of all clusters. */
export function policyForStream(
  { partition, region, accountId }: AccountPlace,
  streamName: string,
  clusterName: string,
): ReturnType<typeof podExecutionRolePolicy> {
  return podExecutionRolePolicy({
    streamArn: `arn:${partition}:firehose:${region}:${accountId}:deliverystream/${streamName}`,
    fluentBitLogGroupArn: `arn:${partition}:logs:${region}:${accountId}:log-group:${clusterName || '*'}-fluent-bit-logs`,
  });
}
