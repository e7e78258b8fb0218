import { expect, test } from '@jest/globals';
import { at, objectsIn } from '../../support/packaged.ts';
import type { Stack } from './stack.ts';

/** The next commands. */
export function testOutputs(stack: Stack): void {
  const { ownStream, isIntake } = stack;

  test('outputs are next commands, and none refers to what is not there', () => {
    const { Outputs, Resources } = stack.template();
    expect(Outputs).toHaveProperty('ManifestsCommand');
    expect('AttachCommand' in Outputs).toBe(!ownStream && !isIntake);
    expect('PutApiKeyCommand' in Outputs).toBe(Resources['ApiKeySecret'] !== undefined);
    expect(JSON.stringify(Outputs)).not.toMatch(/--secret-string (?!file:)/);
    for (const object of objectsIn(Outputs)) {
      const text = at(object, 'Fn::Sub');
      for (const [, name = ''] of (typeof text === 'string' ? text : '').matchAll(/\$\{([A-Za-z0-9]+)[}.]/g))
        expect(Object.keys(Resources)).toContain(name);
    }
  });
}
