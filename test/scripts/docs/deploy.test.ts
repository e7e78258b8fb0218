import { describe, expect, test } from '@jest/globals';
import { alarms } from '../../../src/stack/alarms/alarms.ts';
import {
  cloudWatchLogsPerTB,
  costAssumptions,
  firehosePerTB,
  functionPerTB,
} from '../../../scripts/docs/cost.ts';
import { intakeDocument } from '../../../scripts/docs/intake.ts';
import { commands } from '../../../src/cli/commands.ts';
import { deployRegions, operationsRegions } from '../../../scripts/docs/deploy.ts';
import { parameters } from '../../../src/stack/parameters.ts';

describe('costs per TB', () => {
  // By hand: 5,000 million records of 200 bytes, each billed as 5,120, are 25,600 GB at $0.029.
  test.each([
    [200, 742.4],
    [500, 296.96],
    [1_000, 148.48],
    [5_120, 29],
    [5_121, 57.99],
    [1_024_000, 29],
  ])('Firehose, records of %i bytes: $%d', (bytes, dollars) => {
    expect(firehosePerTB(bytes)).toBeCloseTo(dollars, 1);
  });

  // By hand: 953,674 invocations; 0.2 per million; 0.06 s × 1,769 / 1,024 GB each. The intake: half as many, 0.25 s.
  test('the functions', () => {
    expect(functionPerTB('transform')).toBeCloseTo(0.1907 + 953_674 * 0.06 * 1.727_54 * 0.000_013_333_4, 2);
    expect(functionPerTB('intake')).toBeCloseTo(0.0954 + 476_837 * 0.25 * 1.727_54 * 0.000_013_333_4, 2);
    expect(cloudWatchLogsPerTB()).toBe(500);
  });
});

describe('other places say what the table says', () => {
  // By hand: 148.48 / 29.
  const times = 'about 5 times cheaper';

  test('how much cheaper aggregation is', async () => {
    expect(Math.round(firehosePerTB(1_000) / firehosePerTB(1_024_000))).toBe(5);
    expect(intakeDocument()).toContain(`${times} in Firehose for lines of 1,000 bytes`);
    expect((await commands['manifests']!()).options['simple-aggregation']?.help).toContain(times);
  });

  test('what the intake costs', () => {
    const dollars = `$${functionPerTB('intake').toFixed(2)}`;
    expect(costAssumptions()).toContain(`| intake | 2 MiB | 250 ms at 1,769 MB | ${dollars} |`);
    expect(intakeDocument().split(dollars)).toHaveLength(3);
  });
});

describe('the generated parts', () => {
  const deploy = deployRegions({ terraform: 'a = 1\n', cloudFormation: 'b: 2\n' });

  test('every parameter has a row', () => {
    for (const name of Object.keys(parameters)) expect(deploy['parameters']).toContain(`| \`${name}\` |`);
  });

  test('outputs of all kinds of stacks are there, once', () => {
    for (const name of ['PutApiKeyCommand', 'AttachCommand', 'IntakeUrl', 'ReplayQueueUrl', 'MassReplayArn'])
      expect(deploy['outputs']?.split(`| \`${name}\` |`).length).toBe(2);
  });

  test('snippets are shown as they are', () => {
    expect(deploy['terraform']).toBe('```hcl\na = 1\n```\n');
    expect(deploy['cloudformation']).toBe('```yaml\nb: 2\n```\n');
  });

  test('every alarm says when it fires, what it means and what to do', () => {
    for (const { name, condition, means } of alarms) {
      expect(operationsRegions()['alarms']).toContain(`| \`${name}\` | ${condition} | ${means} | \``);
      for (const words of [condition, means]) expect(words).toMatch(/^.{10,}\.$/s);
    }
  });

  test('the widgets of both routes are explained', () => {
    expect(operationsRegions()['widgets']).toMatch(/Transform: lines tagged[^]*Intake: answers/);
  });
});
