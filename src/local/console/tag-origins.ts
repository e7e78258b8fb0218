import { parseProcessing } from '../../config/processing.ts';
import { parseTransformConfig, type Environment } from '../../config/transform.ts';
import { parseObject } from '../../json/fields.ts';
import { createExplain, type Explain } from '../../transform/explain/explain.ts';
import type { LogDetail } from './wire.ts';

/** Where each tag of a log comes from, as `kubehose explain` has it; `undefined` where the line that it was made of is not known. */
export type TagOrigins = (log: LogDetail) => Promise<Readonly<Record<string, string>> | undefined>;

export function createTagOrigins(environment: Environment, streamArn: string): TagOrigins {
  let made: Promise<Explain> | undefined;
  const make = async () =>
    createExplain(parseTransformConfig(environment), await parseProcessing(environment));
  return async ({ before, after, atMs }) => {
    const ddtags = parseObject(after ?? '')?.['ddtags'];
    if (before === undefined || typeof ddtags !== 'string') return undefined;
    const explain = await (made ??= make());
    const explained = await explain([{ data: Buffer.from(before), arrivalTimeMs: atMs, streamArn }]);
    // Beside a whole record stands one of its logs.
    const own = explained.find(({ tags }) => tags.map(({ value }) => value).join(',') === ddtags);
    return own && Object.fromEntries(own.tags.map(({ value, from }) => [value, from]));
  };
}
