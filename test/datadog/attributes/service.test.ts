import { expect, test } from '@jest/globals';
import { planService, type ServiceFrom, type ServicePlan } from '../../../src/datadog/attributes/service.ts';

const stays: ServicePlan = { add: undefined, renamesLine: false };
const adds = (add: string, renamesLine = false): ServicePlan => ({ add, renamesLine });

test.each<[ServiceFrom, unknown, string | undefined, string | undefined, ServicePlan]>([
  ['line', undefined, undefined, undefined, stays],
  ['line', undefined, 'pod', 'default', adds('pod')],
  ['line', undefined, undefined, 'default', adds('default')],
  ['line', 'cart', 'pod', 'default', stays],
  ['line', 42, 'pod', 'default', stays],
  ['line', null, 'pod', undefined, adds('pod')],
  ['line', '', 'pod', undefined, adds('pod')],
  ['line', ' ', 'pod', undefined, adds('pod', true)],
  ['line', { name: 'cart' }, 'pod', undefined, adds('pod', true)],
  ['line', ['cart'], undefined, 'default', adds('default', true)],
  ['line', true, undefined, 'default', adds('default', true)],
  ['line', { name: 'cart' }, undefined, undefined, stays],
  ['pod', 'cart', 'pod', undefined, adds('pod', true)],
  ['pod', 'pod', 'pod', undefined, stays],
  ['pod', 'cart', undefined, 'default', stays],
  ['pod', undefined, undefined, 'default', adds('default')],
])('%s: line %j, pod %j, else %j', (from, line, pod, fallback, plan) =>
  expect(planService({ line, pod, fallback }, from)).toEqual(plan),
);
