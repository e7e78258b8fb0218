/** What FireLens knows of the container that wrote a line (`enable-ecs-log-metadata`, on by default). All of it is data. */
export interface EcsMetadata {
  readonly cluster: string | undefined;
  readonly taskArn: string | undefined;
  /** `family:revision`. */
  readonly taskDefinition: string | undefined;
  readonly containerId: string | undefined;
  /** On Fargate as the task definition has it; on EC2 Docker's: `ecs-<family>-<revision>-<name>-<20 hex digits>`. */
  readonly containerName: string | undefined;
  readonly stream: 'stdout' | 'stderr' | undefined;
}

/** The keys that FireLens gives to a record. Source: Amazon ECS developer guide, "Example Amazon ECS task definition: FireLens". */
export const ecsFields = [
  'ecs_cluster',
  'ecs_task_arn',
  'ecs_task_definition',
  'container_id',
  'container_name',
  'source',
] as const;

/**
 * Reads the keys of FireLens at the top level of a record; `undefined` for a record of something else. `field` answers the parsed
 * value of a key. A task's ARN or definition must be there: `container_id` and `source` alone may be anybody's.
 */
export function readEcsMetadata(
  field: (name: (typeof ecsFields)[number]) => unknown,
): EcsMetadata | undefined {
  const taskArn = text(field('ecs_task_arn'));
  const taskDefinition = text(field('ecs_task_definition'));
  if (taskDefinition === undefined && taskArn?.startsWith('arn:') !== true) return undefined;
  const source = field('source');
  return {
    cluster: text(field('ecs_cluster')),
    taskArn,
    taskDefinition,
    containerId: text(field('container_id')),
    // Docker writes a slash before it.
    containerName: text(text(field('container_name'))?.replace(/^\//, '')),
    stream: source === 'stdout' || source === 'stderr' ? source : undefined,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
