import { expect, test } from '@jest/globals';
import { at, objectsIn, resourcesOf } from '../../support/packaged.ts';
import type { Stack } from './stack.ts';

/** What EventBridge hands over. */
export function testEvents(stack: Stack): void {
  const { hasReplay, continuous } = stack;

  test('what EventBridge cannot hand over is kept in a queue', () => {
    const rules = resourcesOf(stack.template(), 'AWS::Events::Rule');
    expect(rules.length).toBe((hasReplay ? 1 : 0) + (continuous ? 1 : 0));
    for (const [, { Properties }] of rules)
      for (const target of [at(Properties, 'Targets')].flat())
        expect(at(target, 'DeadLetterConfig', 'Arn')).toEqual({
          'Fn::GetAtt': ['UndeliveredEventsQueue', 'Arn'],
        });
    const policy = stack.template().Resources['UndeliveredEventsQueuePolicy'];
    const sources = at(
      policy,
      'Properties',
      'PolicyDocument',
      'Statement',
      0,
      'Condition',
      'ArnEquals',
      'aws:SourceArn',
    );
    const wanted = rules.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    expect(sources).toEqual(hasReplay ? wanted : undefined);
  });

  test('no policy of a topic has a condition for EventBridge, which does not support one', () => {
    for (const [, { Properties }] of resourcesOf(stack.template(), 'AWS::SNS::TopicPolicy'))
      for (const object of objectsIn(Properties)) expect(at(object, 'Condition')).toBeUndefined();
  });
}
