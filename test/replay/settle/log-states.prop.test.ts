import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LogStates, type LogState } from '../../../src/replay/settle/log-states.ts';
import { runs } from '../../support/property.ts';

const state = fc.constantFrom<LogState>('', 'd', 't1', 't4', 'p:refused', 'p:no_data');
const change = fc.tuple(fc.array(fc.nat(30), { maxLength: 12 }), state);

describe('LogStates', () => {
  test('behave like an array, also after they were written and read', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 15 }), fc.nat(35), (changes, total) => {
        const model = new Array<LogState>(40).fill('');
        const states = new LogStates();
        for (const [logNumbers, value] of changes) {
          states.set(logNumbers, value);
          for (const logNumber of logNumbers) model[logNumber] = value;
        }
        const read = new LogStates(JSON.parse(JSON.stringify(states.runs)));
        for (const each of [states, read]) {
          expect(model.map((_, logNumber) => each.at(logNumber))).toEqual(model);
          expect(each.isSettled(total)).toBe(
            model.slice(0, total).every((value) => value === 'd' || value.startsWith('p:')),
          );
          expect(each.isBlank).toBe(model.every((value) => value === ''));
          expect(each.isParkingDue).toBe(model.some((value) => value.startsWith('p:')));
          expect(model.map((_, logNumber) => each.triesAt(logNumber))).toEqual(
            model.map((value) => (value.startsWith('t') ? Number(value.slice(1)) : 0)),
          );
        }
        const known = states.runs;
        expect(known.every(([length, value], index) => length > 0 && value !== known[index + 1]?.[1])).toBe(
          true,
        );
      }),
      runs(),
    );
  });

  test('an object that was delivered in order is one run', () => {
    const states = new LogStates();
    for (let from = 0; from < 5_000; from += 1_000)
      states.set(
        Array.from({ length: 1_000 }, (_, index) => from + index),
        'd',
      );
    expect(states.runs).toEqual([[5_000, 'd']]);
    expect(states.isSettled(5_000)).toBe(true);
    expect(states.isSettled(5_001)).toBe(false);
  });
});
