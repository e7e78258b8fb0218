import { expect, test } from '@jest/globals';
import { serviceToAdd, type ServiceFrom } from '../../../src/datadog/attributes/service.ts';

test.each<[ServiceFrom, unknown, string | undefined, string | undefined, string | undefined]>([
  ['line', undefined, undefined, undefined, undefined],
  ['line', undefined, 'pod', 'default', 'pod'],
  ['line', undefined, undefined, 'default', 'default'],
  ['line', 'cart', 'pod', 'default', undefined],
  ['line', 42, 'pod', 'default', undefined],
  ['line', null, 'pod', undefined, 'pod'],
  ['line', '', 'pod', undefined, 'pod'],
  ['line', ' ', 'pod', undefined, 'pod'],
  ['line', { name: 'cart' }, 'pod', undefined, 'pod'],
  ['line', ['cart'], undefined, 'default', 'default'],
  ['line', true, undefined, 'default', 'default'],
  ['line', { name: 'cart' }, undefined, undefined, undefined],
  ['pod', 'cart', 'pod', undefined, 'pod'],
  ['pod', 'pod', 'pod', undefined, undefined],
  ['pod', 'cart', undefined, 'default', undefined],
  ['pod', undefined, undefined, 'default', 'default'],
])('%s: line %j, pod %j, else %j: %j', (from, line, pod, fallback, added) =>
  expect(serviceToAdd({ line, pod, fallback }, from)).toBe(added),
);
