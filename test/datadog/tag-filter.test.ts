import { describe, expect, test } from '@jest/globals';
import { parseTagNames, TagFilter, type TagNames } from '../../src/datadog/tag-filter.ts';

function names(text: string): TagNames {
  const parsed = parseTagNames(text);
  if (!('value' in parsed)) throw new Error(parsed.because);
  return parsed.value;
}

describe('which tags are added', () => {
  test.each<[include: string, exclude: string, tag: string, reason: string | undefined]>([
    ['', '', 'team:shop', undefined],
    ['', 'team', 'team:shop', 'TAGS_EXCLUDE=team'],
    ['', 'team', 'teams:shop', undefined],
    ['', 'team', 'Team:shop', 'TAGS_EXCLUDE=team'],
    ['', 'TEAM', 'team:shop', 'TAGS_EXCLUDE=team'],
    ['', 'team', 'a:team', undefined],
    ['', 'word', 'word', 'TAGS_EXCLUDE=word'],
    ['', 'image_*, kube_*', 'kube_app_name:web', 'TAGS_EXCLUDE=kube_*'],
    ['', '*', 'env:prod', 'TAGS_EXCLUDE=*'],
    ['env,team', '', 'env:prod', undefined],
    ['env,te*', '', 'team:shop', undefined],
    ['env team', '', 'image_id:1', 'not in TAGS_INCLUDE'],
    ['kube_*', 'kube_app_*', 'kube_app_name:web', 'TAGS_EXCLUDE=kube_app_*'],
    ['kube_*', 'kube_app_*', 'kube_job:web', undefined],
    ['env', '*', 'pod_name:a', undefined],
    ['', 'pod_*', 'pod_name:a', undefined],
    ['', 'pod_*', 'pod_phase:a', 'TAGS_EXCLUDE=pod_*'],
    ['pod_name', 'pod_name', 'pod_name:a', 'TAGS_EXCLUDE=pod_name'],
  ])('TAGS_INCLUDE=%s TAGS_EXCLUDE=%s %s', (include, exclude, tag, reason) => {
    const filter = new TagFilter(names(include), names(exclude), new Set(['pod_name']));
    expect(filter.reasonAgainst(tag)).toBe(reason);
    expect(filter.of([tag])).toEqual(reason === undefined ? [tag] : []);
  });

  test.each([
    ['team:shop', /"team:shop" is more than a name/],
    [',', /no name in it/],
  ])('%s is refused', (text, because) => {
    expect(parseTagNames(text)).toEqual({ because: expect.stringMatching(because) });
  });
});
