import { test } from '@jest/globals';
import { expectLinearWork, useSteps } from '../support/work/steps.ts';

useSteps();

test('law 13, bounded work: steps and output of replay are linear in what it reads', async () => {
  await expectLinearWork('replay');
});
