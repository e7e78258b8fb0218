import { agentTags } from '../../../datadog/agent-tags.ts';

/** A tag of a log, and where it comes from. */
export interface TagSource {
  readonly key: string;
  readonly value: string;
  readonly source: string;
}

/** Tags that are no tags of the Agent. */
const others: Readonly<Record<string, string>> = {
  multiline: 'lines that were joined',
  replayed: 'added by a replay',
  firehose_stream: 'name of the Firehose stream, added by the intake',
  kubehose_rule_error: 'a rule of the pod’s annotation that cannot be used',
};

const byKey: ReadonlyMap<string, string> = new Map([
  ...agentTags
    .filter(({ outcome }) => outcome !== 'not available')
    .map(({ tag, how }): [string, string] => [tag, how.replaceAll('`', '').replace(' (below)', '')]),
  ...Object.entries(others),
]);

const own = 'the line’s own ddtags, DD_TAGS, TAG_MAPPING, or a rule for labels and annotations';

/** Where each tag of a log comes from: what decided on it, where that is known, else what its key says. */
export function sourcesOf(
  tags: readonly string[],
  origins: Readonly<Record<string, string>> = {},
): TagSource[] {
  const known = new Map(Object.entries(origins));
  return tags.map((tag) => {
    const colon = tag.indexOf(':');
    const key = colon < 0 ? tag : tag.slice(0, colon);
    return {
      key,
      value: colon < 0 ? '' : tag.slice(colon + 1),
      source: known.get(tag) ?? byKey.get(key) ?? own,
    };
  });
}
