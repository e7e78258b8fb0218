import { test } from '@jest/globals';
import { expectLinearWork, useSteps } from '../support/work/steps.ts';

useSteps();

test('law 13, bounded work: steps and output of the intake are linear in its request', async () => {
  await expectLinearWork('intake');
});
