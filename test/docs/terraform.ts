import { parse } from '@cdktf/hcl2json';
import { at } from '../support/packaged.ts';

/** A Terraform file as its own parser reads it: blocks are arrays, expressions stay `${…}`. */
export async function readTerraform(name: string, text: string): Promise<Record<string, unknown>> {
  return { ...(await parse(name, text)) };
}

/** Arguments and blocks of a resource; a block is an object, and what is in it is all there is. */
interface Arguments {
  readonly [name: string]: true | Arguments;
}

const logging: Arguments = { enabled: true, log_group_name: true, log_stream_name: true };

/**
 * All arguments of each type that the documents use. Source: hashicorp/terraform-provider-aws,
 * `internal/service/firehose/delivery_stream.go` (for the HTTP endpoint) and the provider's documentation of the others.
 */
export const knownArguments: Readonly<Record<string, Arguments>> = {
  aws_cloudformation_stack: {
    name: true,
    capabilities: true,
    parameters: true,
    tags: true,
    template_body: true,
  },
  aws_kinesis_firehose_delivery_stream: {
    name: true,
    destination: true,
    depends_on: true,
    tags: true,
    server_side_encryption: { enabled: true, key_arn: true, key_type: true },
    http_endpoint_configuration: {
      access_key: true,
      buffering_interval: true,
      buffering_size: true,
      cloudwatch_logging_options: logging,
      name: true,
      processing_configuration: {
        enabled: true,
        processors: { type: true, parameters: { parameter_name: true, parameter_value: true } },
      },
      request_configuration: { content_encoding: true, common_attributes: { name: true, value: true } },
      retry_duration: true,
      role_arn: true,
      s3_backup_mode: true,
      s3_configuration: {
        bucket_arn: true,
        buffering_interval: true,
        buffering_size: true,
        cloudwatch_logging_options: logging,
        compression_format: true,
        error_output_prefix: true,
        kms_key_arn: true,
        prefix: true,
        role_arn: true,
      },
      secrets_manager_configuration: { enabled: true, role_arn: true, secret_arn: true },
      url: true,
    },
  },
  aws_iam_role: { name: true, assume_role_policy: true, tags: true },
  aws_iam_role_policy: { name: true, role: true, policy: true },
  aws_cloudwatch_log_group: { name: true, retention_in_days: true, kms_key_id: true, tags: true },
  aws_cloudwatch_log_stream: { name: true, log_group_name: true },
  aws_iam_policy_document: {
    statement: {
      actions: true,
      condition: { test: true, variable: true, values: true },
      effect: true,
      principals: { type: true, identifiers: true },
      resources: true,
      sid: true,
    },
  },
};

/** Paths of arguments that their resource does not have, such as `aws_iam_role.stream.path_name`. */
export function unknownArguments(file: Readonly<Record<string, unknown>>): string[] {
  return blocksOf(file).flatMap(({ address, type, body }) => {
    const known = knownArguments[type];
    return known === undefined ? [address] : unknownIn(body, known, address);
  });
}

function unknownIn(value: unknown, known: Arguments, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unknownIn(item, known, path));
  return Object.entries(Object(value)).flatMap(([name, inner]) => {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (rule === undefined) return [`${path}.${name}`];
    return rule === true ? [] : unknownIn(inner, rule, `${path}.${name}`);
  });
}

/** What expressions name and the file does not have: `var.…`, `local.…`, resources, data. */
export function danglingReferences(file: Readonly<Record<string, unknown>>): string[] {
  const named = (kind: string, as: string): string[] =>
    Object.keys(Object(file[kind])).map((name) => `${as}.${name}`);
  const locals = [file['locals']].flat().flatMap((block) => Object.keys(Object(block)));
  const there = new Set([
    ...named('variable', 'var'),
    ...locals.map((name) => `local.${name}`),
    ...blocksOf(file).map(({ address }) => address),
  ]);
  const expressions = JSON.stringify(file).matchAll(/\$\{(.*?)\}/g);
  const text = [...expressions].map(([expression]) => expression).join('\n');
  const names = [...text.matchAll(/\b(?:var|local)\.\w+|\b(?:data\.)?aws_\w+\.\w+/g)];
  return names.map(([name]) => name).filter((name) => !there.has(name));
}

interface Block {
  /** As expressions name it. */
  readonly address: string;
  readonly type: string;
  readonly body: unknown;
}

function blocksOf(file: Readonly<Record<string, unknown>>): Block[] {
  return (['resource', 'data'] as const).flatMap((kind) =>
    Object.entries(Object(file[kind])).flatMap(([type, instances]) =>
      Object.entries(Object(instances)).map(([name, bodies]) => ({
        address: `${kind === 'data' ? 'data.' : ''}${type}.${name}`,
        type,
        body: at(bodies, 0),
      })),
    ),
  );
}
