import type { EcsMetadata } from '../fluent-bit/ecs.ts';
import { tag } from './tags.ts';

/** A tag of the Agent on ECS that FireLens' keys give. */
export interface EcsTag {
  readonly tag: string;
  readonly cardinality: 'low' | 'orchestrator' | 'high';
  readonly how: string;
  readonly value: (metadata: EcsMetadata) => string | undefined;
}

/**
 * The Agent's ECS tags, in the order in which they are emitted. Sources: Datadog documentation `agent/amazon_ecs/tags`;
 * datadog-agent `comp/core/tagger/collectors`, `handleECSTask` (`task_name` is the family there).
 */
export const ecsTags: readonly EcsTag[] = [
  {
    tag: 'container_id',
    cardinality: 'high',
    how: '`container_id`',
    value: ({ containerId }) => containerId,
  },
  {
    tag: 'container_name',
    cardinality: 'high',
    how: '`container_name`, without a slash before it',
    value: ({ containerName }) => containerName,
  },
  {
    tag: 'ecs_container_name',
    cardinality: 'low',
    how: '`container_name`; on EC2, where it is Docker’s, the name of the task definition in it',
    value: definedName,
  },
  { tag: 'ecs_cluster_name', cardinality: 'low', how: '`ecs_cluster`, without its ARN', value: clusterName },
  { tag: 'task_arn', cardinality: 'orchestrator', how: '`ecs_task_arn`', value: ({ taskArn }) => taskArn },
  { tag: 'task_family', cardinality: 'low', how: '`ecs_task_definition` before the colon', value: family },
  { tag: 'task_name', cardinality: 'low', how: 'as `task_family`', value: family },
  { tag: 'task_version', cardinality: 'low', how: '`ecs_task_definition` behind the colon', value: revision },
];

/** The clean tags of a container on ECS. */
export function tagsOfEcs(metadata: EcsMetadata): readonly string[] {
  return ecsTags.flatMap((row) => tag(row.tag, row.value(metadata)) ?? []);
}

/** The ECS agent names a container of Docker by its task definition, its name there, and a random number. */
function definedName(metadata: EcsMetadata): string | undefined {
  const { containerName } = metadata;
  const beginning = `ecs-${family(metadata) ?? ''}-${revision(metadata) ?? ''}-`;
  if (containerName?.startsWith(beginning) !== true) return containerName;
  return /^(.+)-[\da-f]{16,}$/.exec(containerName.slice(beginning.length))?.[1] ?? containerName;
}

function clusterName({ cluster }: EcsMetadata): string | undefined {
  return cluster?.slice(cluster.lastIndexOf('/') + 1);
}

function family({ taskDefinition }: EcsMetadata): string | undefined {
  const name = taskDefinition?.slice(taskDefinition.lastIndexOf('/') + 1);
  return name?.replace(/:\d+$/, '');
}

function revision({ taskDefinition }: EcsMetadata): string | undefined {
  return taskDefinition === undefined ? undefined : /:(\d+)$/.exec(taskDefinition)?.[1];
}
