import { describe, expect, test } from '@jest/globals';
import { errorPrefixProblem, errorPrefixStart } from '../../../src/stream/checks/error-prefix.ts';

const type = '!{firehose:error-output-type}';
const hour = '!{timestamp:yyyy/MM/dd/HH}';

describe('errorPrefixProblem', () => {
  test.each([
    `errors/${type}/${hour}/`,
    `logs/shop/errors/${hour}/${type}/`,
    `e=1/${type}/!{timestamp:yyyyMMddHH}-`,
  ])('lets %s pass', (prefix) => {
    expect(errorPrefixProblem(prefix)).toBeUndefined();
  });

  test.each([
    ['', 'lacks !{firehose:error-output-type}'],
    [`errors/${hour}/`, 'lacks !{firehose:error-output-type}'],
    [`errors/${type}/`, 'lacks the hour'],
    [`errors/${type}/!{timestamp:yyyy/MM/dd}/`, 'lacks the hour'],
    [`errors/${type}/${hour}/!{firehose:random-string}/`, 'has an expression that Firehose does not know'],
    [`errors/${type}/${hour}/!{partitionKeyFromQuery:x}/`, 'has an expression that Firehose does not know'],
    [`${type}/${hour}/`, 'must begin with a folder of its own'],
    [`errors-${type}/${hour}/`, 'must have a / in front of its first expression'],
    [`my errors/${type}/${hour}/`, 'may hold letters'],
    [`errors/${type}/${hour}/${'x'.repeat(500)}/`, 'is longer than 512 characters'],
    [`replayed/${type}/${hour}/`, 'must not begin with replayed/'],
    [`parked/errors/${type}/${hour}/`, 'must not begin with parked/'],
    [`kubehose-ledger/${type}/${hour}/`, 'must not begin with kubehose-ledger/'],
  ])('%s %s', (prefix, problem) => {
    expect(errorPrefixProblem(prefix)).toContain(problem);
  });
});

test.each([
  [`errors/${type}/`, 'errors/'],
  ['datadog_stream', 'datadog_stream'],
  [`${type}/`, ''],
])('all keys under %s begin with %j', (prefix, start) => {
  expect(errorPrefixStart(prefix)).toBe(start);
});
