import { parseProcessing } from '../../config/processing.ts';
import { parseTransformConfig, type Environment } from '../../config/transform.ts';
import { parseObject } from '../../json/fields.ts';
import { createExplain, type Explain } from '../../transform/explain/explain.ts';
import { isOfProcessing } from '../../transform/explain/explain-tags.ts';
import type { Explanation } from '../../transform/explain/explanation.ts';
import type { LogDetail } from './wire.ts';

/** Why a log is what it is, as `kubehose explain` has it; `undefined` where the line that it was made of is not known. */
export type Why = (log: LogDetail) => Promise<Explanation | undefined>;

export function createWhy(environment: Environment, streamArn: string): Why {
  let made: Promise<Explain> | undefined;
  return async ({ before, after, atMs }) => {
    if (before === undefined) return undefined;
    const explain = await (made ??= explainUnder(environment));
    const explained = await explain([{ data: Buffer.from(before), arrivalTimeMs: atMs, streamArn }]);
    if (after === undefined) return explained.find(({ fate }) => fate !== 'log');
    // Beside a whole record stands one of its logs; lines of other records may have been joined to it.
    const written = tagsOf(parseObject(after)?.['ddtags']);
    return explained.find(({ tags }) => tagsOf(tags.map(({ value }) => value).join(',')) === written);
  };
}

function tagsOf(ddtags: unknown): string {
  const tags = typeof ddtags === 'string' ? ddtags.split(',') : [];
  return tags.filter((tag) => !isOfProcessing(tag)).join(',');
}

export async function explainUnder(environment: Environment): Promise<Explain> {
  return createExplain(parseTransformConfig(environment), await parseProcessing(environment));
}
