import { expect, test } from '@jest/globals';
import { sectionsOf } from '../../src/cluster/router-config.ts';
import { filterFindings } from '../../src/cluster/router-filters.ts';
import { impact } from '../../src/cluster/router-finding.ts';

const crio = String.raw`^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>P|F) (?<log>.*)$`;

/** What is said of a parser with these options. */
function found(...options: readonly string[]) {
  const text = `[PARSER]\n    Name crio\n${options.map((option) => `    ${option}\n`).join('')}`;
  return filterFindings({ filters: [], outputs: [], parsers: sectionsOf(text) });
}

test.each([
  [crio],
  [String.raw`^\((?<log>[^()]*)\)$`],
  [String.raw`^(?:(?<![(]) (?<=a)[\])]+)?(?<log>[[:alpha:](]*)$`],
])('an expression that Fluent Bit takes: %s', (regex) => {
  expect(found('Format regex', `Regex ${regex}`)).toEqual([]);
});

test.each([
  ['without Regex', ['Format regex'], /crio without Regex/],
  ['an unknown Format', ['Format yaml', `Regex ${crio}`], /crio with Format yaml/],
  ['a group that is left open', ['Format regex', `Regex ${crio.replace('.*)', '.*')}`], /opens and closes/],
  ['one that is closed twice', ['Format regex', `Regex ${crio.replace('.*)', '.*))')}`], /opens and closes/],
  ['a name that is not ended', ['Format regex', `Regex ${crio.replace('log>', 'log')}`], /opens and closes/],
])('a parser that does not load: %s', (_, options, what) => {
  expect(found(...options)).toEqual([
    expect.objectContaining({ what: expect.stringMatching(what), impact: impact.noStart }),
  ]);
});
