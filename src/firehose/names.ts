/** What AWS allows as names and ARNs. Source: the API references of the services. */

const partition = 'aws(?:-us-gov|-cn)?';
const regionAndAccount = String.raw`[a-z0-9-]{1,32}:\d{12}`;

/** Of a delivery stream. */
export function isStreamName(text: string): boolean {
  return /^[a-zA-Z0-9_.-]{1,64}$/.test(text);
}

export function isBucketName(text: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text);
}

export function isRegion(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+){1,2}-\d$/.test(text);
}

export function isStreamArn(text: string): boolean {
  return isArn(text, 'firehose', 'deliverystream/[a-zA-Z0-9_.-]{1,64}');
}

/** Of a role, without its path. */
export function isRoleName(text: string): boolean {
  return /^[\w+=,.@-]{1,64}$/.test(text);
}

/** Of a Lambda function, with or without version or alias. */
export function isFunctionArn(text: string): boolean {
  return isArn(text, 'lambda', String.raw`function:[\w-]{1,140}(?::[\w$-]{1,128})?`);
}

/** Of a secret, with or without the six characters that Secrets Manager appends. */
export function isSecretArn(text: string): boolean {
  return isArn(text, 'secretsmanager', String.raw`secret:\S+`);
}

/** With them: only so can the policy of a role name the secret. */
export function isFullSecretArn(text: string): boolean {
  return isArn(text, 'secretsmanager', String.raw`secret:[\w/+=.@!-]{1,512}-[A-Za-z0-9]{6}`);
}

export function isTopicArn(text: string): boolean {
  return isArn(text, 'sns', String.raw`[\w-]{1,256}`);
}

/** Of a KMS key, not of an alias. */
export function isKeyArn(text: string): boolean {
  return isArn(text, 'kms', String.raw`key\/[\w-]{1,128}`);
}

function isArn(text: string, service: string, resource: string): boolean {
  return new RegExp(`^arn:${partition}:${service}:${regionAndAccount}:${resource}$`).test(text);
}

export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** What follows the account, such as `function:NAME:ALIAS`. */
  readonly resource: string;
}

/** The parts of an ARN; empty texts where it has none. */
export function arnParts(arn: string | undefined): ArnParts {
  const [, named = '', , region = '', accountId = '', ...resource] = (arn ?? '').split(':');
  return { partition: named, region, accountId, resource: resource.join(':') };
}
