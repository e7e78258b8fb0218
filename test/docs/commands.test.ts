import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../support/packaged.ts';
import { problemsOf } from './commands.ts';
import { commandsIn, shellCommands } from './shell.ts';

const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, commands: shellCommands(readFileSync(join(root, path), 'utf8')) }))
  .filter(({ commands }) => commands.length > 0);

const ours = /^(?:kubehose|npx serverless|npm|aws|curl|docker|kubectl|read|printf|alias)\b/;

test('the documents that tell people what to run are all read', () => {
  expect(documents.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'docs/deploy.md', 'docs/operations.md', 'docs/replay.md']),
  );
});

describe.each(documents)('$path', ({ path, commands }) => {
  // What remains of the README is run in its own test.
  const checked = commands.filter((words) => path !== 'README.md' || ours.test(words.join(' ')));

  test.each(checked.map((words) => [words.join(' '), words] as const))('%s', async (_, words) => {
    expect(await problemsOf(words)).toEqual([]);
  });
});

describe('a command that is wrong is seen', () => {
  test.each([
    ['kubehose replay s3://BUCKET/errors/ --speed 2MB/s', "Unknown option '--speed'"],
    ['kubehose replay s3://BUCKET/errors/ --rate fast', '--rate is "fast"'],
    ['kubehose explode', 'there is no command "explode"'],
    ['kubehose manifests --stream logs', '--region is not set'],
    ['npx serverless deploy --param sites=datadoghq.eu', 'there is no parameter "sites"'],
    ['npx serverless rollback', 'no test tries serverless rollback'],
    ['npx serverless invoke -f reply', 'there is no function reply'],
    ['npx serverless invoke local -f transform --path none.json', 'there is no none.json'],
    [`npx serverless invoke -f replay --data '{"dryrun":true}'`, 'has a member "dryrun"'],
    ['npm run package -- --param route=both', 'route is "both"'],
    ['npm run deploy', 'no test tries npm run deploy'],
    ['aws firehose delete-delivery-stream --delivery-stream-name logs', 'is not known here'],
    [`aws stepfunctions start-execution --input '{"prefixes":"errors/"}'`, 'does not read prefixes'],
    [`aws stepfunctions start-execution --input '{"options":{"sinze":"2h"}}'`, 'has a member "sinze"'],
    [`aws stepfunctions start-execution --input '{"prefix":"records/"}'`, 'outside of REPLAY_PREFIX'],
    ['aws cloudformation deploy --parameter-overrides Sites=a', 'no parameter Sites'],
    ['aws cloudformation deploy --parameter-overrides Site=a', 'CodeBucket is needed'],
    ['curl https://example.com', 'is not known here'],
  ])('%s', async (line, sentence) => {
    const [words = []] = commandsIn(line);
    expect((await problemsOf(words)).join('\n')).toContain(sentence);
  });

  test.each([
    ['a "b c" | d && e > f', [['a', 'b c'], ['d'], ['e']]],
    ['KEY=1 a  # why', [['a']]],
    ['V=$(a b)', [['a', 'b']]],
    ['for V in x y ; do a | b $V ; done', [['a'], ['b', '$V']]],
  ])('words of %s', (line, words) => {
    expect(commandsIn(line)).toEqual(words);
  });
});
