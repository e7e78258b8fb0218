import { expect, test } from '@jest/globals';
import { at, resourcesOf } from '../../support/packaged.ts';
import { definitionProblems } from '../../support/states-language.ts';
import type { Stack } from './stack.ts';

/** Definitions that `CreateStateMachine` accepts. */
export function testStateMachines(stack: Stack): void {
  test('every state machine is valid Amazon States Language', () => {
    const machines = resourcesOf(stack.template(), 'AWS::StepFunctions::StateMachine');
    expect(machines.length).toBe(stack.hasReplay ? 1 : 0);
    for (const [, { Properties }] of machines) {
      expect(definitionProblems(at(Properties, 'Definition'))).toEqual([]);
      const batcher = at(Properties, 'Definition', 'States', 'Objects', 'ItemBatcher');
      expect(at(batcher, 'BatchInput')).toEqual({ 'options.$': '$.options' });
    }
  });
}
