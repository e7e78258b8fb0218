import { textOption, type Arguments, type Command, type Option } from './command.ts';
import type { Io } from './io.ts';

const awsOptions: Readonly<Record<string, Option & { readonly variable: string }>> = {
  profile: { type: 'string', value: 'NAME', help: 'AWS profile, as AWS_PROFILE', variable: 'AWS_PROFILE' },
  region: { type: 'string', value: 'REGION', help: 'AWS region, as AWS_REGION', variable: 'AWS_REGION' },
  'endpoint-url': {
    type: 'string',
    value: 'URL',
    help: 'another endpoint than that of AWS, as AWS_ENDPOINT_URL',
    variable: 'AWS_ENDPOINT_URL',
  },
};

/** The options of a command, with those that every command has that asks AWS. */
export function optionsOf({ aws, options }: Command): Readonly<Record<string, Option>> {
  return aws === true ? { ...awsOptions, ...options } : options;
}

/** The SDK reads the environment; an option takes the place of its variable. */
export function applyAwsOptions({ aws }: Command, args: Arguments, env: Io['env']): void {
  if (aws !== true) return;
  for (const [name, { variable }] of Object.entries(awsOptions)) {
    const value = textOption(args, name);
    if (value !== undefined) Object.assign(env, { [variable]: value });
  }
}
